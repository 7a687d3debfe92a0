import Foundation
import NeuralNet
import Workbench

/// Published weights under our parameter names, ready as initial weights.
public struct PublishedWeights: Sendable {
  /// The network whose weights they are.
  public let network: PublishedNetwork
  /// The arrays, under the names of our parameters.
  public let tensors: [String: Tensor]
  /// The count of arrays that were taken from the file. Several parameters may have the same one.
  public let takenCount: Int
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
    guard input == .halves || network.firstLayer != nil else {
      throw ZoomInNetError(
        .weights, at: place,
        "cannot be converted from ImageNet's means and deviations, because the first convolution of \(network.title) is "
          + "padded", remedy: "Leave out --input: the published weights were trained on -1...1.")
    }
    let wanted = network.wanted
    let (spelling, names) = Self.names(Array(all.keys) + Array(types.keys), of: network, wanted)
    try names.requireOne(of: network.title, in: place)
    let (arrays, unread) = (names.stripped(all), names.stripped(types))
    var tensors: [String: Tensor] = [:]
    var fit = WeightFit(network: network.title)
    var known: Set<String> = []
    for parameter in wanted {
      let published = PublishedNetwork.published(parameter.name)
      let theirs = spelling[published] ?? published
      tensors[parameter.name] = arrays[theirs]
      guard known.insert(theirs).inserted else { continue }
      if let type = unread[theirs] {
        fit.note(unread: theirs, type: type)
      } else {
        fit.check(arrays[theirs], named: theirs, against: parameter)
      }
    }
    takenCount = known.count
    var groups: [String: Int] = [:]
    for name in (Array(arrays.keys) + Array(unread.keys)).sorted() where !known.contains(name) {
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
    if let layer = network.firstLayer { input.convert(&tensors, layer: layer) }
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

  /// The spelling of which a file has most names, by published name, and the prefix before them.
  private static func names(
    _ names: [String], of network: PublishedNetwork, _ wanted: [ParameterDescription]
  ) -> (spelling: [String: String], names: ArrayNames) {
    let published = Set(wanted.map { PublishedNetwork.published($0.name) })
    let all = network.spellings(of: published).map { spelling in
      (spelling: spelling, names: ArrayNames(names, wanted: Set(spelling.values)))
    }
    let most = all.map(\.names.foundCount).max()
    guard let best = all.first(where: { $0.names.foundCount == most }) else {
      preconditionFailure("\(network.title) has no spelling")
    }
    return best
  }

  private static func remedy(_ arrays: [String: Tensor], as network: PublishedNetwork) -> String {
    let other = PublishedNetwork.allCases.first { candidate in
      guard candidate != network else { return false }
      let (spelling, names) = names(Array(arrays.keys), of: candidate, candidate.wanted)
      return names.foundCount == spelling.count
    }
    if let other { return "Its arrays are those of \(other.title): give --as \(other.rawValue)." }
    return "Save the state_dict of \(network.title), from \(network.origin)."
  }
}
