import Foundation
import NeuralNet
import Workbench

/// Files of initial weights: imported ones, or another run's checkpoints.
public struct InitialWeights: Sendable {
  /// Identifies the content in keys: files of the same bytes have the same identity. Nil without files.
  public let identity: String?
  /// The layers or whole networks that no file contains and that are drawn from the seed.
  public let drawn: [String]
  /// Arrays of the files that belong to no part of the network and are not used.
  public let leftOut: [String]

  private let files: [(url: URL, hash: String)]

  /// Reads and checks files that together contain some arrays of a network, each once. The names may stand behind a common
  /// prefix. Arrays outside the network's parts, such as `epoch`, are left out.
  ///
  /// They are checked here, so that an unsuitable file stops the run before any work, but not kept in memory.
  ///
  /// - Throws: `WorkbenchError` `.missing`; `ZoomInNetError` `.weights` if a file does not fit the network, or contains
  ///   arrays that another file contains too; `NeuralNetError` if it is neither a safetensors file nor one of PyTorch.
  public init(files urls: [URL], for configuration: ZoomInNetConfiguration) throws {
    var parameters: [String: ParameterDescription] = [:]
    for parameter in ZoomInNetGraphs(configuration).all.flatMap(\.parameters) {
      parameters[parameter.name] = parameter
    }
    var files: [(url: URL, hash: String)] = []
    var found: Set<String> = []
    var leftOut: Set<String> = []
    for url in urls {
      var content = try Self.content(of: url, Set(parameters.keys))
      leftOut.formUnion(try Self.check(&content, of: url, parameters, configuration.preset))
      if let twice = content.tensors.keys.sorted().first(where: found.contains) {
        throw ZoomInNetError(
          .weights, at: url.path, "holds \(twice), which another file of initial weights holds too",
          remedy: "Name one file for each part of the network.")
      }
      found.formUnion(content.tensors.keys)
      files.append((url, try ContentHash.hexadecimal(ofFile: url)))
    }
    self.files = files
    self.leftOut = leftOut.sorted()
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
        try Self.content(of: url, Set(model.parameters.names)).tensors, from: url.path, allowsMissing: true,
        allowsExtra: true)
    }
  }

  // MARK: -

  /// The content of a file, under our names.
  private static func content(of file: URL, _ wanted: Set<String>) throws -> Checkpoint {
    var content = try Checkpoint(try WeightFile.read(file), from: file.path)
    let names = ArrayNames(Array(content.tensors.keys) + Array(content.unread.keys), wanted: wanted)
    try names.requireOne(of: "arrays of the network", in: file.path)
    content.tensors = names.stripped(content.tensors)
    content.unread = names.stripped(content.unread)
    return content
  }

  /// Keeps the arrays of the network in `content`, and returns the names of the others, which belong to no part of it.
  private static func check(
    _ content: inout Checkpoint, of file: URL, _ parameters: [String: ParameterDescription],
    _ preset: ZoomInNetPreset
  ) throws(ZoomInNetError) -> [String] {
    guard !content.tensors.isEmpty || !content.unread.isEmpty else {
      throw ZoomInNetError(.weights, at: file.path, "holds no arrays", remedy: "Write the file again.")
    }
    var fit = WeightFit(network: "the network of preset \(preset.name)")
    for (name, tensor) in content.tensors.sorted(by: { $0.key < $1.key }) {
      if let parameter = parameters[name] {
        fit.check(tensor, named: name, against: parameter)
      } else {
        fit.extra.append(name)
      }
    }
    for (name, type) in content.unread.sorted(by: { $0.key < $1.key }) {
      if parameters[name] != nil {
        fit.note(unread: name, type: type)
      } else {
        fit.extra.append(name)
      }
    }
    content.tensors = content.tensors.filter { parameters[$0.key] != nil }
    var leftOut: [String] = []
    if fit.isComplete, !content.tensors.isEmpty {
      // An unknown array of a part of the network is misspelt or of another preset. Its layer would be drawn instead.
      let parts = Set(parameters.keys.map { $0.prefix { $0 != "." } })
      leftOut = fit.extra.filter { !parts.contains($0.prefix { $0 != "." }) }
      fit.extra.removeAll { !parts.contains($0.prefix { $0 != "." }) }
    }
    let names = PublishedNetwork.allCases.map(\.rawValue)
    let networks = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    try fit.conclude(
      file.path,
      remedy: "Import the weights of other programs first: `zoomin import-weights FILE --as \(networks)`; "
        + "checkpoints of another run must be of the same preset.")
    return leftOut
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
