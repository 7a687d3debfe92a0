import Foundation
import Workbench

extension ClusteringError {
  /// Not enough memory.
  static func tooLarge(
    _ method: String, _ points: Int, _ bytes: Int, _ budget: ResourceBudget, remedy: String
  ) -> ClusteringError {
    ClusteringError(
      .memory,
      "\(method) affinity propagation of \(points) different rows needs \(text(bytes: bytes)) and may use "
        + text(bytes: budget.memoryBytes), remedy: remedy)
  }

  /// A size as people read it.
  static func text(bytes: Int) -> String {
    let (unit, name) = bytes < 1_000_000_000 ? (1e6, "MB") : (1e9, "GB")
    return String(format: "%.2f %@", Double(bytes) / unit, name)
  }
}
