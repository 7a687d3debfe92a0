import Foundation
import NeuralNet
import Workbench

/// Published weights under our parameter names, ready as initial weights.
public struct PublishedWeights: Sendable {
  /// The network whose weights they are.
  public let network: PublishedNetwork
  /// The arrays, under the names of our parameters.
  public let tensors: [String: Tensor]
  /// Arrays of the file that were omitted intentionally, by layer and number of arrays.
  public let leftOut: [(layer: String, arrayCount: Int)]

  /// Reads a safetensors file with the names of timm or torchvision.
  ///
  /// - Throws: `WorkbenchError` `.missing`; `ZoomInNetError` `.weights` if the file is a pickle or does not fit, with
  ///   all complaints in one message; `NeuralNetError` if it is not a safetensors file.
  public init(contentsOf url: URL, as network: PublishedNetwork, input: PublishedInput) throws {
    try WeightFile.check(url)
    try self.init(try Safetensors.read(url).tensors, from: url.path, as: network, input: input)
  }

  /// Converts the arrays of a file that was read.
  ///
  /// - Throws: `ZoomInNetError` `.weights`.
  init(
    _ arrays: [String: Tensor], from place: String, as network: PublishedNetwork, input: PublishedInput
  ) throws(ZoomInNetError) {
    self.network = network
    let wanted = network.wanted
    var tensors: [String: Tensor] = [:]
    var fit = WeightFit(network: network.title)
    for parameter in wanted {
      let theirs = String(parameter.name.dropFirst(network.prefix.count))
      fit.check(arrays[theirs], named: theirs, against: parameter)
      tensors[parameter.name] = arrays[theirs]
    }
    var groups: [String: Int] = [:]
    for name in arrays.keys.sorted() where tensors["\(network.prefix)\(name)"] == nil {
      if let group = network.group(leftOut: name) {
        groups[group, default: 0] += 1
      } else {
        fit.extra.append(name)
      }
    }
    leftOut = groups.sorted { $0.key < $1.key }.map { (layer: $0.key, arrayCount: $0.value) }
    try fit.conclude(place, remedy: Self.remedy(arrays, as: network))
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
      candidate != network
        && candidate.wanted.allSatisfy { arrays[String($0.name.dropFirst(candidate.prefix.count))] != nil }
    }
    if let other { return "Its arrays are those of \(other.title): give --as \(other.rawValue)." }
    return "Save the state_dict of \(network.title), from timm\(network == .cNet ? " or torchvision" : "")."
  }
}
