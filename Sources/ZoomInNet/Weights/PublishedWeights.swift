import Foundation
import NeuralNet
import Workbench

/// Published weights under our parameter names, ready as initial weights.
public struct PublishedWeights: Sendable {
  /// The network whose weights they are.
  public let network: PublishedNetwork
  /// The arrays, under the names of our parameters.
  public let tensors: [String: Tensor]
  /// Arrays of the file that were omitted, by layer and number of arrays: those behind the features, and in a file that
  /// holds everything wanted also those that the network does not know.
  public let leftOut: [(layer: String, arrayCount: Int)]

  /// Reads a file of safetensors or PyTorch with published names, which may stand behind a common prefix (`module.`).
  ///
  /// - Throws: `WorkbenchError` `.missing`; `ZoomInNetError` `.weights` if the file does not fit, with all complaints in
  ///   one message; `NeuralNetError` if it is neither a safetensors file nor one of PyTorch.
  public init(contentsOf url: URL, as network: PublishedNetwork, input: PublishedInput) throws {
    let content = try WeightFile.read(url)
    try self.init(content.tensors, unread: content.unread, from: url.path, as: network, input: input)
  }

  /// Converts the arrays of a file that was read.
  ///
  /// - Throws: `ZoomInNetError` `.weights`.
  init(
    _ all: [String: Tensor], unread types: [String: String] = [:], from place: String,
    as network: PublishedNetwork, input: PublishedInput
  ) throws(ZoomInNetError) {
    self.network = network
    let wanted = network.wanted
    let names = try ArrayNames(
      of: Array(all.keys) + Array(types.keys),
      wanted: Set(wanted.map { String($0.name.dropFirst(network.prefix.count)) }), in: place,
      called: network.title)
    let (arrays, unread) = (names.stripped(all), names.stripped(types))
    var tensors: [String: Tensor] = [:]
    var fit = WeightFit(network: network.title)
    for parameter in wanted {
      let theirs = String(parameter.name.dropFirst(network.prefix.count))
      if let type = unread[theirs] {
        fit.note(unread: theirs, type: type)
      } else {
        fit.check(arrays[theirs], named: theirs, against: parameter)
      }
      tensors[parameter.name] = arrays[theirs]
    }
    var groups: [String: Int] = [:]
    let known = Set(wanted.map(\.name))
    for name in (Array(arrays.keys) + Array(unread.keys)).sorted()
    where !known.contains("\(network.prefix)\(name)") {
      if let group = network.group(leftOut: name) {
        groups[group, default: 0] += 1
      } else {
        fit.extra.append(name)
      }
    }
    if fit.isComplete {
      // Everything wanted was found, so an unknown array (another head, an epoch count) is not a misspelt one.
      for name in fit.extra { groups[String(name.prefix { $0 != "." }), default: 0] += 1 }
      fit.extra = []
    }
    leftOut = groups.sorted { $0.key < $1.key }.map { (layer: $0.key, arrayCount: $0.value) }
    try fit.conclude(place, remedy: Self.remedy(all, as: network))
    input.convert(&tensors, layer: network.firstLayer)
    self.tensors = tensors
  }

  /// Writes a file of initial weights. The same weights give the same bytes.
  ///
  /// - Throws: `NeuralNetError` with code `.inputOutput`.
  public func write(to url: URL, source: URL) throws {
    let hash = try ContentHash.hexadecimal(ofFile: source)
    try Safetensors.write(
      tensors, metadata: ["zoomin.network": network.rawValue, "zoomin.source": hash], to: url)
  }

  // MARK: -

  private static func remedy(_ arrays: [String: Tensor], as network: PublishedNetwork) -> String {
    let other = PublishedNetwork.allCases.first { candidate in
      guard candidate != network else { return false }
      let wanted = Set(candidate.wanted.map { String($0.name.dropFirst(candidate.prefix.count)) })
      let names = ArrayNames(arrays.keys, wanted: wanted)
      return wanted.isSubset(of: names.stripped(arrays).keys)
    }
    if let other { return "Its arrays are those of \(other.title): give --as \(other.rawValue)." }
    return "Save the state_dict of \(network.title), from timm\(network == .cNet ? " or torchvision" : "")."
  }
}
