import Foundation
import NeuralNet

/// A file of tensors that a program under `Tests/Peers` wrote.
public struct GoldenTensors: Sendable {
  /// The tensors by name.
  public let tensors: [String: Tensor]

  /// Reads `Tests/Peers/Golden/<name>.safetensors`.
  public init(_ name: String) throws {
    tensors = try Safetensors.read(SourceTree.test("Peers/Golden/\(name).safetensors")).tensors
  }

  /// The error for a tensor that the file does not have.
  struct Missing: Error, CustomStringConvertible {
    let name: String
    var description: String { "the golden file has no \(name)" }
  }

  /// A tensor, which must be there.
  public subscript(_ name: String) -> Tensor {
    get throws {
      guard let tensor = tensors[name] else { throw Missing(name: name) }
      return tensor
    }
  }

  /// The values that belong to names with a prefix, which is removed.
  public func values(under prefix: String) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for (name, tensor) in tensors where name.hasPrefix(prefix) {
      result[String(name.dropFirst(prefix.count))] = tensor
    }
    return result
  }
}
