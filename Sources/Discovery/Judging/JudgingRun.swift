import Clustering
import FeatureStore
import Foundation
import Fundus
import Scoring
import Workbench

/// Judges a clustering: adds columns to `clusters.csv`, writes `judgement.json`, `candidates.csv` and `candidates.txt`.
public struct JudgingRun: Sendable {
  /// The keys of `judge.*`.
  public let settings: JudgingSettings
  /// Labels that count for regions, in addition to the feature file's lesions.
  public let labels: AcceptedLabels
  /// Width of a tile in attention cells, see `MinedRegions.tileCells`.
  public let tileCells: Double
  /// The seed of resamples and permutations.
  public let seed: UInt64
  /// Threads, which do not change the result, and memory.
  public let budget: ResourceBudget

  /// A run with the given settings.
  public init(
    _ settings: JudgingSettings = JudgingSettings(), labels: AcceptedLabels = .none, tileCells: Double = 2,
    seed: UInt64 = 1, budget: ResourceBudget = .machine
  ) {
    self.settings = settings
    self.labels = labels
    self.tileCells = tileCells
    self.seed = seed
    self.budget = budget
  }

  /// Judges a clustering in its folder. If there is a judgement by the same settings, it is returned instead. A damaged
  /// one is replaced.
  ///
  /// Progress reports what is being measured, in units of "blocks of rows" (the neighbours of every patch), "silhouettes",
  /// "clusterings for the stability" and "permutations of grades".
  ///
  /// - Parameters:
  ///   - shared: the features of the file, if several clusterings are judged.
  ///   - again: whether a judgement is made even if there is one by the same settings.
  /// - Throws: `DiscoveryError`, `ClusteringError`, `FeatureStoreError`; `WorkbenchError` with code `.stopped`.
  public func perform(
    _ stored: StoredClustering, of reader: FeatureReader, sharing shared: SharedSimilarities? = nil,
    again: Bool = false, progress: ProgressListener? = nil
  ) throws -> Judgement {
    let mined = try MinedRegions(reader, tileCells: tileCells)
    try stored.check(isOf: mined)
    let labels = labels.onPictures(of: mined)
    let key = try key(of: stored, labels)
    let neighbours = try NeighbourStore(of: stored, mined, settings: settings)
    if !again, let found = try Self.usableJudgement(of: stored, progress), found.key == key,
      neighbours?.isThereOrCannotBe ?? true
    {
      return found
    }
    let features =
      try shared ?? SharedSimilarities(features: reader.features(), columnCount: reader.dimension)
    do {
      try neighbours?.make(features, budget: budget, progress: progress)
    } catch let error as WorkbenchError where error.code == .unwritable {
      // The judgement does not need it, and features may lie where nothing can be written.
      _ = progress?(.warning("The most similar patches are not stored: \(error.message)"))
    }
    let knowledge = RegionKnowledge(mined, labels: labels)
    let judgement = try judgement(
      key, stored, mined, features, knowledge: knowledge, labels: labels, progress: progress)
    let table = ClusterTable(stored.assignment, mined: mined, types: knowledge?.types)
    let candidates = CandidateList(judgement, table: table)
    func write(_ text: String, _ name: String) throws {
      try AtomicFile.write(text, to: stored.folder.appendingPathComponent(name))
    }
    try write(table.csv(judgement), "clusters.csv")
    try write(candidates.csv, CandidateList.tableName)
    try write(candidates.page, CandidateList.pageName)
    try AtomicFile.write(
      try CanonicalJSON.data(judgement), to: stored.folder.appendingPathComponent(Self.fileName))
    return judgement
  }

  /// The judgement in a clustering's folder with any settings. If labels have changed since, it is made again with its
  /// own settings, tiles and seed; if there is none, it is made with those of this run.
  ///
  /// - Throws: as `perform`.
  public func refresh(
    _ stored: StoredClustering, of reader: FeatureReader, progress: ProgressListener? = nil
  ) throws -> Judgement {
    // `perform` warns about a damaged one.
    guard let found = try Self.usableJudgement(of: stored, nil) else {
      return try perform(stored, of: reader, progress: progress)
    }
    if found.labels?.key == labels.onPictures(of: try MinedRegions(reader)).key { return found }
    return try JudgingRun(
      found.settings, labels: labels, tileCells: found.tileCells, seed: found.seed, budget: budget
    ).perform(stored, of: reader, progress: progress)
  }

  // MARK: -

  /// Reports what is measured next.
  private func announce(_ unit: String, count: Int, _ progress: ProgressListener?) throws {
    guard case .stop = progress?(.advanced(done: 0, total: count, unit: unit)) ?? .more else { return }
    throw WorkbenchError(.stopped, at: "judgement", "the clustering is not judged yet")
  }

  private func key(of stored: StoredClustering, _ labels: AcceptedLabels) throws -> String {
    let keys = try settings.identity().map { "judge.\($0.key)=\($0.value)\n" }.joined()
    let text =
      "judgement \(Judgement.schemaVersion)\n\(stored.record.id)\n\(keys)\(tileCells)\n\(seed)\n"
      + (labels.key ?? "")
    return String(ContentHash.hexadecimal(of: text).prefix(12))
  }

  private func judgement(
    _ key: String, _ stored: StoredClustering, _ mined: MinedRegions, _ shared: SharedSimilarities,
    knowledge: RegionKnowledge?, labels: AcceptedLabels, progress: ProgressListener?
  ) throws -> Judgement {
    let assignment = stored.assignment
    var notes: [String] = []
    let configuration = try stored.record.configuration()
    // Rows that were left out are not compared, because they had no part in forming these clusters.
    let rows =
      stored.record.selection == nil
      ? Array(0..<mined.rowCount)
      : assignment.clusterOfRow.indices.filter { assignment.clusterOfRow[$0] >= 0 }
    let isWhole = rows.count == mined.rowCount
    let compared =
      isWhole
      ? shared : SharedSimilarities(features: shared.features(of: rows), columnCount: shared.columnCount)
    let restricted = isWhole ? assignment : assignment.restricted(to: rows)
    try announce("silhouettes", count: min(rows.count, settings.silhouetteRows), progress)
    let geometry = try ClusterGeometry(
      restricted, compared, configuration: configuration ?? ClusteringConfiguration(),
      rows: settings.silhouetteRows,
      seed: seed, budget: budget, notes: &notes)
    var omitted: String?
    let stability = try stability(
      of: stored, restricted, rows, mined, compared, configuration: configuration, omitted: &omitted,
      progress: progress)
    if let omitted { notes.append(omitted) }
    try announce("permutations of grades", count: settings.permutations, progress)
    let enrichment = enrichment(of: assignment, mined)
    if enrichment == nil { notes.append("Enrichment is not measured: fewer than two patients have a grade.") }
    let explained = knowledge.map { knowledge in
      assignment.members.map { rows in Double(rows.count(where: knowledge.isKnown)) / Double(rows.count) }
    }
    let clusters = assignment.members.indices.map { cluster in
      let rows = assignment.members[cluster]
      let border =
        mined.hasPictures
        ? Double(rows.count { mined.isAtBorder(row: $0) }) / Double(rows.count) : nil
      let patients = mined.hasPictures ? Set(rows.map { mined.image(ofRow: $0).patient }).count : nil
      let group = enrichment?.groups[cluster]
      var warnings: [Judgement.Warning] = []
      if rows.count == 1 { warnings.append(.singleRegion) }
      if rows.count > 1, patients == 1 { warnings.append(.onePatient) }
      if let border, border >= 0.5 { warnings.append(.border) }
      return Judgement.Cluster(
        cluster: cluster, silhouette: geometry.silhouettes[cluster], stability: stability?.jaccard[cluster],
        borderFraction: border, enrichment: group,
        isEnriched: group.map {
          $0.qValue <= settings.falseDiscoveryRate && ($0.standardScore ?? 0) > 0
        },
        explainedFraction: explained?[cluster], warnings: warnings)
    }
    let all = clusters.flatMap(\.warnings)
    return Judgement(
      schemaVersion: Judgement.schemaVersion, key: key, clustering: stored.record.id, settings: settings,
      tileCells: tileCells, seed: seed, silhouette: geometry.silhouette,
      silhouetteRowCount: geometry.measuredRowCount,
      stability: stability.map { Judgement.Stability(mean: Self.mean($0.values), values: $0.values) },
      stabilityOmitted: omitted,
      enrichment: enrichment.map { basis(of: $0, clusters, mined) },
      knowledge: knowledge.flatMap {
        Judgement.Knowledge(
          assignment, types: $0.types, explained: explained ?? [], settings: settings, seed: seed,
          threadCount: budget.threadCount)
      },
      labels: labels.key.map { key in
        Judgement.Labels(
          key: key, labelCount: labels.labels.count,
          regionCount: knowledge?.isLabelled.count { $0 } ?? 0, conflicts: knowledge?.conflicts ?? [])
      },
      largestClusterFraction: Double(assignment.members.first?.count ?? 0) / Double(mined.rowCount),
      warningCounts: Dictionary(
        uniqueKeysWithValues: Judgement.Warning.allCases.map { warning in
          (warning.rawValue, all.count { $0 == warning })
        }),
      similarityOrder: geometry.order, tree: geometry.tree, notes: notes, clusters: clusters)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  // MARK: - Stability

  /// The stability; nil if it is not measured, and then `omitted` says why.
  private func stability(
    of stored: StoredClustering, _ assignment: ClusterAssignment, _ rows: [Int], _ mined: MinedRegions,
    _ shared: SharedSimilarities, configuration: ClusteringConfiguration?, omitted: inout String?,
    progress: ProgressListener?
  ) throws -> ClusterStability? {
    func left(_ reason: String) -> ClusterStability? {
      omitted = "Stability is not measured: \(reason)."
      return nil
    }
    guard stored.record.reference == nil else { return left("the clusters are those of other features") }
    guard settings.stability != .never else { return left("judge.stability is never") }
    guard settings.resamples > 0 else { return left("judge.resamples is 0") }
    guard let configuration else { return left("each row has a preference of its own") }
    guard rows.count <= settings.resampleRows else {
      return left("\(rows.count) rows are more than judge.resample_rows, \(settings.resampleRows)")
    }
    guard stored.record.parameters["method"] == ClusteringMethod.dense.rawValue else {
      return left("the clustering is not dense")
    }
    guard assignment.clusterCount > 0 else { return left("there is no cluster") }
    let cost = StabilityCost(stored.record, rowCount: rows.count, settings: settings)
    guard settings.stability == .always || cost.isBearable else {
      return left(
        "\(settings.resamples) more clusterings would cost more than this one did; judge.stability=always makes them"
      )
    }
    let units =
      mined.hasPictures
      ? rows.map { mined.image(ofRow: $0).patient } : rows.map { "\($0)" }
    guard Set(units).count > 1 else { return left("there is one patient") }
    return try ClusterStability(
      of: assignment, shared, configuration: configuration, unitOfRow: units, settings: settings,
      seed: seed, budget: budget, progress: progress)
  }

  // MARK: - Enrichment

  /// The test of the clusters against each patient's highest grade; nil if fewer than two patients have one.
  private func enrichment(of assignment: ClusterAssignment, _ mined: MinedRegions) -> PatientEnrichment? {
    guard mined.hasPictures else { return nil }
    var severities: [String: Double] = [:]
    for image in mined.images where Grade.all.contains(Int(image.grade)) {
      severities[image.patient] = max(severities[image.patient] ?? 0, Double(image.grade))
    }
    return PatientEnrichment(
      groupOfRow: assignment.clusterOfRow, groupCount: assignment.clusterCount,
      patientOfRow: mined.regions.indices.map { mined.image(ofRow: $0).patient }, severities: severities,
      permutations: settings.permutations, seed: seed, threadCount: budget.threadCount)
  }

  private func basis(
    of enrichment: PatientEnrichment, _ clusters: [Judgement.Cluster], _ mined: MinedRegions
  ) -> Judgement.Enrichment {
    let shown = Set(mined.regions.map { Int($0.image) })
    let trained = shown.count { Split(text: mined.images[$0].split) == .train }
    let isDescriptive = trained > 0
    return Judgement.Enrichment(
      basis: isDescriptive
        ? "descriptive: the network was trained on \(trained) of these \(shown.count) pictures"
        : "held-out pictures",
      isDescriptive: isDescriptive, patientCount: enrichment.patientCount, meanGrade: enrichment.meanSeverity,
      permutationCount: enrichment.permutationCount, enrichedCount: clusters.count { $0.isEnriched == true })
  }
}
