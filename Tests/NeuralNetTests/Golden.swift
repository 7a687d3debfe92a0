import Foundation
import Testing

@testable import NeuralNet

/// A file that `Tests/Peers/neural_net_golden.py` wrote.
struct Golden {
  let tensors: [String: Tensor]

  init(_ name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    tensors = try Safetensors.read(folder.appending(path: "Peers/Golden/NeuralNet/\(name).safetensors"))
      .tensors
  }

  subscript(_ name: String) -> Tensor {
    get throws { try #require(tensors[name], "the golden file has no \(name)") }
  }

  /// The values that belong to names with a prefix, which is removed.
  func values(under prefix: String) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for (name, tensor) in tensors where name.hasPrefix(prefix) {
      result[String(name.dropFirst(prefix.count))] = tensor
    }
    return result
  }
}

/// The largest difference, relative to the largest expected magnitude (at least 1e-3); infinite for NaN or
/// for another count.
func distance(_ values: [Float], _ expected: [Float]) -> Float {
  guard values.count == expected.count else { return .infinity }
  let scale = max(1e-3, expected.map(abs).max() ?? 0)
  var worst: Float = 0
  for (value, other) in zip(values, expected) {
    let difference = abs(value - other) / scale
    guard difference.isFinite else { return .infinity }
    worst = max(worst, difference)
  }
  return worst
}
