import Foundation

/// Parameters, the optimiser's state and strings about them, in one safetensors file.
///
/// Parameters are stored under their own names and the optimiser's velocities under `optimizer.velocity.<name>`. The
/// metadata has the count of updates as `optimizer.updateCount`. Training that continues from a checkpoint gives the
/// same bytes as training that never stopped.
public struct Checkpoint: Sendable {
  /// The parameters by name, including running statistics.
  public var tensors: [String: Tensor]
  /// The optimiser's velocities by parameter name.
  public var velocities: [String: Tensor]
  /// The optimiser's updates so far; nil when the file holds no optimiser.
  public var updateCount: Int?
  /// Arrays of a type that is not read here, by name.
  public var unread: [String: String] = [:]
  /// Other strings that the writer added.
  public var metadata: [String: String]

  /// A snapshot.
  public init(_ parameters: Parameters, optimizer: SGD? = nil, metadata: [String: String] = [:]) {
    tensors = parameters.tensors
    velocities = [:]
    for (name, values) in optimizer?.velocities ?? [:] {
      velocities[name] = Tensor(shape: parameters.shape(of: name) ?? [values.count], values: values)
    }
    updateCount = optimizer?.updateCount
    self.metadata = metadata
  }

  /// Reads a checkpoint. Any other safetensors file is read as a checkpoint without an optimiser.
  ///
  /// - Throws: `NeuralNetError` with code `.inputOutput` or `.malformed`.
  public init(contentsOf url: URL) throws(NeuralNetError) {
    try self.init(try Safetensors.read(url), from: url.path)
  }

  /// The checkpoint in the content of a file; `place` names the file in errors.
  ///
  /// - Throws: `NeuralNetError` with code `.malformed`.
  public init(_ content: Safetensors.Content, from place: String) throws(NeuralNetError) {
    tensors = content.tensors.filter { !$0.key.hasPrefix(Self.prefix) }
    velocities = [:]
    for (name, tensor) in content.tensors where name.hasPrefix(Self.prefix) {
      velocities[String(name.dropFirst(Self.prefix.count))] = tensor
    }
    metadata = content.metadata
    unread = content.unread
    if let text = metadata.removeValue(forKey: Self.countKey) {
      guard let count = Int(text), count >= 0 else {
        throw NeuralNetError(.malformed, at: place, "has \(text) as its count of updates")
      }
      updateCount = count
    }
  }

  /// Writes the checkpoint, complete or not at all; the same content gives the same bytes.
  ///
  /// - Throws: `NeuralNetError` with code `.inputOutput`.
  public func write(to url: URL) throws(NeuralNetError) {
    var all = tensors
    for (name, tensor) in velocities { all[Self.prefix + name] = tensor }
    var strings = metadata
    if let updateCount { strings[Self.countKey] = String(updateCount) }
    try Safetensors.write(all, metadata: strings, to: url)
  }

  /// An optimiser that continues from the saved state; nil when the checkpoint has none.
  public func optimizer(_ configuration: SGDConfiguration) -> SGD? {
    updateCount.map { count in
      SGD(configuration, updateCount: count, velocities: velocities.mapValues(\.values))
    }
  }

  private static let prefix = "optimizer.velocity."
  private static let countKey = "optimizer.updateCount"
}

extension Parameters {
  /// A copy of every array, including running statistics.
  public var tensors: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: descriptions.map { ($0.name, Tensor(shape: $0.shape, values: self[$0.name])) })
  }

  /// Loads the arrays of a checkpoint. If anything does not fit, nothing changes.
  ///
  /// - Parameter allowsMissing: keep the present values of parameters that the checkpoint does not have.
  /// - Parameter allowsExtra: ignore arrays for which there is no parameter.
  /// - Throws: `NeuralNetError` with code `.malformed`, naming missing, extra and misshapen arrays together.
  public func restore(
    _ tensors: [String: Tensor], from place: String, allowsMissing: Bool = false, allowsExtra: Bool = false
  ) throws(NeuralNetError) {
    var complaints: [String] = []
    let missing = names.filter { tensors[$0] == nil }
    if !missing.isEmpty, !allowsMissing { complaints.append("lacks \(Self.list(missing))") }
    let extra = tensors.keys.filter { shape(of: $0) == nil }.sorted()
    if !extra.isEmpty, !allowsExtra { complaints.append("has \(Self.list(extra)), unknown here") }
    let misshapen = descriptions.filter { tensors[$0.name].map(\.shape) ?? $0.shape != $0.shape }
    if !misshapen.isEmpty {
      complaints.append(
        "has other shapes than the network for "
          + Self.list(misshapen.map { "\($0.name) \(tensors[$0.name]?.shape ?? []) (\($0.shape) here)" }))
    }
    guard complaints.isEmpty else {
      throw NeuralNetError(
        .malformed, at: place, complaints.joined(separator: "; "),
        remedy: "Use a checkpoint of the same network.")
    }
    for name in names {
      if let tensor = tensors[name] { self[name] = tensor.values }
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(6).joined(separator: ", ")
    return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
  }
}
