import Clustering
import Fundus
import Workbench

extension Judgement.Knowledge {
  /// Compares clusters with the types of their regions, as far as these are known; nil if no row in a cluster has a
  /// known type.
  ///
  /// - Parameters:
  ///   - types: of every row.
  ///   - explained: the share of known regions of each cluster.
  init?(
    _ assignment: ClusterAssignment, types: [RegionType?], explained: [Double], settings: JudgingSettings,
    seed: UInt64, threadCount: Int
  ) {
    let rows = types.indices.filter { assignment.clusterOfRow[$0] >= 0 && types[$0] != nil }
    guard !rows.isEmpty else { return nil }
    let columns = RegionType.columns
    let number = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
    let clusters = rows.map { assignment.clusterOfRow[$0] }
    let classes = rows.map { types[$0].flatMap { number[$0] } ?? 0 }
    // A thousand permutations are enough for two decimals.
    purity = PermutedPurity(
      clusters: clusters, classes: classes, permutations: min(1_000, settings.permutations), seed: seed,
      threadCount: threadCount)
    adjustedMutualInformation = PartitionMeasures.adjustedMutualInformation(clusters, classes)
    explainedCount = explained.count { $0 >= settings.explainedFraction }
    self.types = Self.types(assignment, types, rows)
  }

  private static func types(
    _ assignment: ClusterAssignment, _ types: [RegionType?], _ rows: [Int]
  ) -> [TypeMeasure] {
    let columns = RegionType.columns
    let commonest = assignment.members.map { rows in
      let counts = columns.map { column in rows.count { types[$0] == column } }
      return columns[counts.indices.max { counts[$0] == counts[$1] ? $0 > $1 : counts[$0] < counts[$1] } ?? 0]
    }
    return columns.compactMap { type in
      let total = rows.count { types[$0] == type }
      guard total > 0 else { return nil }
      let led = commonest.indices.filter { commonest[$0] == type }
      let found = led.reduce(0) { sum, cluster in
        sum + assignment.members[cluster].count { types[$0] == type }
      }
      let size = led.reduce(0) { sum, cluster in
        sum + assignment.members[cluster].count { types[$0] != nil }
      }
      return TypeMeasure(
        type: type.text, regionCount: total, clusterCount: led.count,
        recall: Double(found) / Double(total), precision: size > 0 ? Double(found) / Double(size) : nil)
    }
  }
}
