import Foundation
import TestSupport

/// Golden/partitions.json, made by `Tests/Peers/metrics_golden.py` (scikit-learn 1.9, scipy).
struct PartitionGolden: Decodable {
  struct Partition: Decodable, Sendable {
    let clusters, classes: [Int]
    let adjustedMutualInformation, mutualInformation: Double
    let adjustedRandIndex, purity: Double
  }
  struct Silhouettes: Decodable, Sendable {
    let rows, values: [Double]
    let columns: Int
    let labels: [Int]
    let mean: Double
  }

  let partitions: [Partition]
  let silhouettes: [Silhouettes]

  static func load() throws -> PartitionGolden {
    try JSONDecoder().decode(
      PartitionGolden.self, from: Data(contentsOf: SourceTree.test("ClusteringTests/Golden/partitions.json")))
  }
}
