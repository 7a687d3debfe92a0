import Clustering
import Foundation
import Scoring
import Workbench

/// How similar a clustering is to one of only some of the patients.
///
/// A resample has a share of the patients with all rows of each. It is clustered with the same settings and the same
/// numerical preference. Agreement is measured on its rows.
///
/// Source: Ben-Hur, Elisseeff and Guyon 2002 (subsampling), Hennig 2007 (Jaccard index of each cluster with its most
/// similar one). Deviation: patients are drawn instead of rows, because the rows of a patient are alike; agreement is
/// the adjusted Rand index.
struct ClusterStability: Sendable {
  /// One adjusted Rand index for each resample.
  let values: [Double]
  /// For each cluster the mean over the resamples it occurs in; nil if it occurs in none.
  let jaccard: [Double?]

  /// - Parameters:
  ///   - configuration: with a numerical preference.
  ///   - unitOfRow: the patient of every row.
  /// - Throws: `ClusteringError`; `WorkbenchError` with code `.stopped`.
  init(
    of assignment: ClusterAssignment, _ shared: SharedSimilarities, configuration: ClusteringConfiguration,
    unitOfRow: [String], settings: JudgingSettings, seed: UInt64, budget: ResourceBudget,
    progress: ProgressListener?
  ) throws {
    let units = Set(unitOfRow).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let keptCount = max(1, Int((Double(units.count) * settings.resampleFraction).rounded()))
    var values: [Double] = []
    var sums = [Double](repeating: 0, count: assignment.clusterCount)
    var counts = [Int](repeating: 0, count: assignment.clusterCount)
    for resample in 0..<settings.resamples {
      var stream = RandomStream(seed: seed, purpose: "stability", items: resample)
      let kept = Set(stream.permutation(count: units.count).prefix(keptCount).map { units[$0] })
      let rows = unitOfRow.indices.filter { kept.contains(unitOfRow[$0]) }
      let result = try AffinityPropagation(configuration).cluster(
        shared.features(of: rows), columnCount: shared.columnCount, budget: budget,
        progress: progress.map { Self.counting(resample, of: settings.resamples, $0) })
      let before = rows.map { assignment.clusterOfRow[$0] }
      values.append(PartitionComparison(before, result.labels).adjustedRandIndex ?? 0)
      for (cluster, index) in Self.jaccard(before, result.labels) {
        sums[cluster] += index
        counts[cluster] += 1
      }
      let event = ProgressEvent.advanced(done: resample + 1, total: settings.resamples, unit: Self.unit)
      if case .stop = progress?(event) ?? .more {
        throw WorkbenchError(.stopped, at: "stability", "the resamples are not finished")
      }
    }
    self.values = values
    jaccard = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil }
  }

  /// A listener for the clustering of one resample that reports the number of finished resamples instead of iterations.
  private static func counting(
    _ done: Int, of total: Int, _ listener: @escaping ProgressListener
  ) -> ProgressListener {
    { (event: ProgressEvent) -> ProgressAnswer in
      switch event {
      case .advanced: return listener(.advanced(done: done, total: total, unit: unit))
      case .measured: return .more
      case .warning: return listener(event)
      }
    }
  }

  /// The unit of progress.
  static let unit = "clusterings for the stability"

  /// The best Jaccard index of each cluster of `before` that has a row.
  static func jaccard(_ before: [Int], _ after: [Int]) -> [Int: Double] {
    var sizes: [Int: Int] = [:]
    var otherSizes: [Int: Int] = [:]
    var shared: [Int: [Int: Int]] = [:]
    for (cluster, other) in zip(before, after) {
      if cluster >= 0 { sizes[cluster, default: 0] += 1 }
      if other >= 0 { otherSizes[other, default: 0] += 1 }
      if cluster >= 0, other >= 0 { shared[cluster, default: [:]][other, default: 0] += 1 }
    }
    return Dictionary(
      uniqueKeysWithValues: sizes.map { cluster, size in
        let best = (shared[cluster] ?? [:]).map { other, count in
          Double(count) / Double(size + otherSizes[other, default: 0] - count)
        }
        return (cluster, best.max() ?? 0)
      })
  }
}
