import Foundation
import NeuralNet
import Workbench

/// Files of initial weights: imported ones, or another run's checkpoints.
public struct InitialWeights: Sendable {
  /// Identifies the content in keys: files of the same bytes have the same identity. Nil without files.
  public let identity: String?
  /// The layers or whole networks that no file contains and that are drawn from the seed.
  public let drawn: [String]

  private let files: [(url: URL, hash: String)]

  /// Reads and checks files that together contain some arrays of a network, each once, and nothing else.
  ///
  /// They are checked here, so that an unsuitable file stops the run before any work, but not kept in memory.
  ///
  /// - Throws: `WorkbenchError` `.missing`; `ZoomInNetError` `.weights` if a file is a pickle, does not fit the
  ///   network, or contains arrays that another file contains too; `NeuralNetError` if it is not a safetensors file.
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

  /// Loads the weights into a network of that configuration. Arrays that no file contains stay as they are.
  ///
  /// - Throws: `ZoomInNetError` `.weights` if a file has changed since it was checked; `NeuralNetError`,
  ///   `WorkbenchError`.
  public func apply(to model: ZoomInNetModel) throws {
    for (url, hash) in files {
      guard try ContentHash.hexadecimal(ofFile: url) == hash else {
        throw ZoomInNetError(
          .weights, at: url.path, "has changed since the run began",
          remedy: "Start the run again. With other weights it is a different run.")
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
      remedy: "Import the weights of other programs first: `zoomin import-weights FILE --as \(networks)`; "
        + "checkpoints of another run must be of the same preset.")
  }

  /// The layers of some arrays, such as `m_net.projection`. A network of which nothing was found is one entry, `c_net`.
  private static func layers(of names: [String], beside found: Set<String>) -> [String] {
    func parts(_ name: String, _ count: Int) -> String {
      name.split(separator: ".").prefix(count).joined(separator: ".")
    }
    let begun = Set(found.map { parts($0, 1) })
    return Set(names.map { begun.contains(parts($0, 1)) ? parts($0, 2) : parts($0, 1) }).sorted()
  }
}
