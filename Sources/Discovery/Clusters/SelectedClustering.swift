import Clustering
import Foundation
import Fundus
import Workbench

/// A clustering of some of a file's rows, without rows of the other polarity, thinned rows, known rows and the rows of excluded clusters, in this
/// order.
struct SelectedClustering {
  /// The result by row of the whole file; left-out rows have no exemplar.
  let result: ExemplarClustering
  /// How the rows were chosen, for `clustering.json`.
  let record: ClusteringRecord.Selection
  /// `row,reason` of every row that was left out.
  let table: String

  /// Clusters the rows of a selection.
  ///
  /// - Throws: `DiscoveryError` `.configuration` for a selection that the file has no data for, `.unusable` if no row
  ///   is left; `ClusteringError`; `WorkbenchError` with code `.stopped`.
  init(
    _ selection: RowSelection, of mined: MinedRegions, _ shared: SharedSimilarities,
    _ configuration: ClusteringConfiguration, labels: AcceptedLabels,
    budget: ResourceBudget, progress: ProgressListener?
  ) throws {
    try Self.check(selection, mined, configuration)
    var reasons: [Int: String] = [:]
    var kept = Array(0..<mined.rowCount)
    if selection.polarity != .both {
      for row in kept where mined.regions[row].spot.map(selection.polarity.excludes) == true {
        reasons[row] = "not \(selection.polarity.rawValue)"
      }
      kept = kept.filter { reasons[$0] == nil }
      try Self.check(kept, of: mined)
    }
    let polarityCount = reasons.count
    if selection.thinOverlap < 1 {
      let thinned = mined.thinned(overlap: selection.thinOverlap)
      for row in kept { reasons[row] = thinned.coveredBy[row].map { "overlaps row \($0)" } }
      kept = kept.filter { reasons[$0] == nil }
    }
    let thinnedCount = reasons.count - polarityCount
    if selection.exclusions.contains(.known) {
      guard let knowledge = RegionKnowledge(mined, labels: labels) else {
        throw DiscoveryError(
          .configuration, at: "cluster.exclude",
          "nothing is known of these pictures, neither lesions nor labels (\(mined.url.path))",
          remedy: "Leave known out of cluster.exclude, or label some regions: zoomin labels import.")
      }
      for row in kept where knowledge.isKnown(row: row) { reasons[row] = "known" }
      kept = kept.filter { reasons[$0] == nil }
      try Self.check(kept, of: mined)
    }
    let knownCount = reasons.count - thinnedCount - polarityCount
    var found = try Self.cluster(kept, of: shared, configuration, budget, progress)
    var excluded: [ClusteringRecord.Selection.Excluded] = []
    if selection.exclusions.contains(where: { $0 != .known }) {
      let first = ClusterAssignment(
        exemplarOfRow: found.exemplars, similarityOfRow: found.similarities)
      excluded = try Self.excluded(selection, first, mined)
      for cluster in excluded {
        for row in first.members[cluster.cluster] {
          reasons[row] = "\(cluster.reason) cluster \(cluster.cluster) of the first clustering"
        }
      }
      kept = kept.filter { reasons[$0] == nil }
      try Self.check(kept, of: mined)
      if !excluded.isEmpty { found = try Self.cluster(kept, of: shared, configuration, budget, progress) }
    }
    result = found
    record = ClusteringRecord.Selection(
      polarityCount: polarityCount > 0 ? polarityCount : nil, thinnedCount: thinnedCount,
      knownCount: knownCount,
      excludedCount: reasons.count - thinnedCount - knownCount - polarityCount, excluded: excluded)
    var writer = CSVWriter(columns: ["row", "reason"])
    for (row, reason) in reasons.sorted(by: { $0.key < $1.key }) { writer.append(["\(row)", reason]) }
    table = writer.text
  }

  // MARK: -

  private static func check(_ kept: [Int], of mined: MinedRegions) throws(DiscoveryError) {
    guard kept.isEmpty else { return }
    throw DiscoveryError(
      .unusable, at: mined.url.path, "has no rows left after cluster.polarity and cluster.exclude",
      remedy: "Select more.")
  }

  private static func check(
    _ selection: RowSelection, _ mined: MinedRegions, _ configuration: ClusteringConfiguration
  ) throws(DiscoveryError) {
    func refuse(_ key: String, _ reason: String, _ remedy: String) throws(DiscoveryError) -> Never {
      throw DiscoveryError(.configuration, at: key, "\(reason) (\(mined.url.path))", remedy: remedy)
    }
    if selection.polarity != .both, mined.unit != .spot {
      try refuse(
        "cluster.polarity", "the file does not hold spots",
        "Leave cluster.polarity out, or use a file spots.h5, which zoomin mine writes with mine.units=[spot]."
      )
    }
    let onlyNumbers = selection.exclusions.allSatisfy { if case .cluster = $0 { true } else { false } }
    if !mined.hasPictures, selection.thinOverlap < 1 || !onlyNumbers {
      try refuse(
        selection.thinOverlap < 1 ? "cluster.thin_overlap" : "cluster.exclude",
        "the file does not say where on which pictures its rows lie",
        "Exclude clusters by number, or use a file that zoomin mine wrote.")
    }
    if selection.exclusions.contains(.disc), !mined.hasDiscs {
      try refuse(
        "cluster.exclude", "no optic disc is marked on these pictures",
        "Mark it as OD in a table of lesions, or exclude clusters by number.")
    }
    switch configuration.preference {
    case .file, .perRow:
      try refuse(
        "cluster.preference", "a preference for every row cannot be combined with a selection of rows",
        "Name one preference for all, or leave cluster.thin_overlap and cluster.exclude out.")
    default: break
    }
  }

  /// Clusters some rows. Exemplars are given as rows of the whole file, -1 for rows that were left out.
  private static func cluster(
    _ rows: [Int], of shared: SharedSimilarities, _ configuration: ClusteringConfiguration,
    _ budget: ResourceBudget, _ progress: ProgressListener?
  ) throws -> ExemplarClustering {
    if rows.count == shared.rowCount {
      return try shared.cluster(configuration, budget: budget, progress: progress)
    }
    let found = try AffinityPropagation(configuration).cluster(
      shared.features(of: rows), columnCount: shared.columnCount, budget: budget, progress: progress)
    return ExemplarClustering(found, of: rows, rowCount: shared.rowCount)
  }

  /// The clusters that the selection names, by number.
  private static func excluded(
    _ selection: RowSelection, _ first: ClusterAssignment, _ mined: MinedRegions
  ) throws(DiscoveryError) -> [ClusteringRecord.Selection.Excluded] {
    var reasons: [Int: String] = [:]
    for exclusion in selection.exclusions {
      if case .cluster(let number) = exclusion {
        guard number < first.clusterCount else {
          throw DiscoveryError(
            .configuration, at: "cluster.exclude",
            "there is no cluster \(number) among the \(first.clusterCount) of the first clustering",
            remedy: "Numbers are those of the same clustering without cluster.exclude.")
        }
        reasons[number] = "named"
      }
    }
    for (number, rows) in first.members.enumerated() where reasons[number] == nil {
      func half(_ isSo: (Int) -> Bool) -> Bool { 2 * rows.count(where: isSo) >= rows.count }
      if selection.exclusions.contains(.border), half({ mined.isAtBorder(row: $0) }) {
        reasons[number] = "border"
      } else if selection.exclusions.contains(.disc), half({ mined.showsDisc(row: $0) }) {
        reasons[number] = "disc"
      }
    }
    return reasons.sorted { $0.key < $1.key }.map { number, reason in
      ClusteringRecord.Selection.Excluded(
        cluster: number, size: first.members[number].count, reason: reason)
    }
  }
}

extension ClusterAssignment {
  /// The same clusters for some rows only, which must include every row with a cluster. These rows are numbered from 0.
  func restricted(to rows: [Int]) -> ClusterAssignment {
    let place = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    return ClusterAssignment(
      exemplarOfRow: rows.map { row in
        let cluster = clusterOfRow[row]
        return cluster < 0 ? -1 : place[exemplars[cluster], default: -1]
      }, similarityOfRow: rows.map { similarityOfRow[$0] })
  }
}
