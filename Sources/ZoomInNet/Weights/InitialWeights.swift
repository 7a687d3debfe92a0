import Foundation
import NeuralNet
import Workbench

/// Files of weights that training begins from instead of drawing them: imported ones, or another run's checkpoints.
public struct InitialWeights: Sendable {
  /// What stands for the content in keys: files of the same bytes have the same identity; nil without files.
  public let identity: String?
  /// What no file holds and is drawn from the seed: layers, or whole networks.
  public let drawn: [String]

  private let files: [(url: URL, hash: String)]

  /// Files that together hold some arrays of a network, each array once, and nothing else.
  ///
  /// They are read and checked here, so that no work starts that they would end, but not kept in memory.
  ///
  /// - Throws: `WorkbenchError` `.missing`; `ZoomInNetError` `.weights` where a file is a pickle, fits nowhere, or
  ///   holds what another file holds too; `NeuralNetError` where it is no safetensors file.
  public init(files urls: [URL], for configuration: ZoomInNetConfiguration) throws {
    var parameters: [String: ParameterDescription] = [:]
    for parameter in ZoomInNetGraphs(configuration).all.flatMap(\.parameters) {
      parameters[parameter.name] = parameter
    }
    var files: [(url: URL, hash: String)] = []
    var found: Set<String> = []
    for url in urls {
      try WeightFile.check(url)
      let content = try Checkpoint(contentsOf: url).tensors
      try Self.check(content, of: url, parameters, configuration.preset)
      if let twice = content.keys.sorted().first(where: found.contains) {
        throw ZoomInNetError(
          .weights, at: url.path, "holds \(twice), which another file of initial weights holds too",
          remedy: "Name one file for each part of the network.")
      }
      found.formUnion(content.keys)
      files.append((url, try ContentHash.hexadecimal(ofFile: url)))
    }
    self.files = files
    identity =
      files.isEmpty
      ? nil : ContentHash.hexadecimal(of: files.map(\.hash).sorted().joined(separator: " "))
    drawn = Self.layers(of: parameters.keys.filter { !found.contains($0) }, beside: found)
  }

  /// Puts the weights into a network of that configuration; what no file holds stays as it is.
  ///
  /// - Throws: `ZoomInNetError` `.weights` where a file is another one by now; `NeuralNetError`, `WorkbenchError`.
  public func apply(to model: ZoomInNetModel) throws {
    for (url, hash) in files {
      guard try ContentHash.hexadecimal(ofFile: url) == hash else {
        throw ZoomInNetError(
          .weights, at: url.path, "has changed since the run began",
          remedy: "Start the run again: other weights make another run.")
      }
      try model.parameters.restore(
        try Checkpoint(contentsOf: url).tensors, from: url.path, allowsMissing: true)
    }
  }

  // MARK: -

  private static func check(
    _ content: [String: Tensor], of file: URL, _ parameters: [String: ParameterDescription],
    _ preset: ZoomInNetPreset
  ) throws(ZoomInNetError) {
    guard !content.isEmpty else {
      throw ZoomInNetError(.weights, at: file.path, "holds no arrays", remedy: "Write the file again.")
    }
    var fit = WeightFit(network: "the network of preset \(preset.name)")
    for (name, tensor) in content.sorted(by: { $0.key < $1.key }) {
      if let parameter = parameters[name] {
        fit.check(tensor, named: name, against: parameter)
      } else {
        fit.extra.append(name)
      }
    }
    let networks = PublishedNetwork.allCases.map(\.rawValue).joined(separator: " or ")
    try fit.conclude(
      file.path,
      remedy: "Weights of other programs are first imported: `zoomin import-weights FILE --as \(networks)`; "
        + "checkpoints of another run must be of the same preset.")
  }

  /// The layers of some arrays, `m_net.projection`; a network of which nothing was found is one entry, `c_net`.
  private static func layers(of names: [String], beside found: Set<String>) -> [String] {
    func parts(_ name: String, _ count: Int) -> String {
      name.split(separator: ".").prefix(count).joined(separator: ".")
    }
    let begun = Set(found.map { parts($0, 1) })
    return Set(names.map { begun.contains(parts($0, 1)) ? parts($0, 2) : parts($0, 1) }).sorted()
  }
}
