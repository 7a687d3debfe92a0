import Clustering
import Foundation
import Fundus
import Scoring
import Workbench

/// How far the clusters agree with the type of lesion, which is wanted, and with grade, eye or camera, which is not.
public struct ClusterMeasures: Codable, Hashable, Sendable {
  /// Agreement of the clusters with one labelling of the rows.
  public struct Agreement: Codable, Hashable, Sendable {
    /// `type`, `predicted grade`, `eye` or `camera`.
    public let label: String
    /// Adjusted mutual information: 1 for equal partitions, about 0 for unrelated ones.
    public let adjustedMutualInformation: Double
    /// Its 95 % interval, by leaving out groups of patients.
    public let interval: Interval?
    /// The agreement with the type minus this one; nil for the type itself, and if no type is known.
    public let typeMargin: Double?
    /// The 95 % interval of that difference, paired.
    public let typeMarginInterval: Interval?
  }

  /// Rows with a cluster; the others are not measured.
  public let rowCount: Int
  /// Clusters.
  public let clusterCount: Int
  /// Purity by region type, compared with that of the same cluster sizes with permuted types; nil if no lesion is
  /// known.
  public let purity: PermutedPurity?
  /// How far the clusters tell lesions apart; nil if no lesion is known.
  public let lesions: LesionMeasures?
  /// The type first, if lesions are known, then each known nuisance.
  public let agreements: [Agreement]

  /// Measures a clustering.
  ///
  /// - Parameters:
  ///   - clustering: of the rows in `mined`.
  ///   - judgement: of the clustering, for the enrichment of its clusters.
  ///   - cameraOfImage: the camera of every picture, if known.
  ///   - permutations: the number of permutations of types, for the purity by chance.
  ///   - seed: the seed of the permutations and of the groups of patients.
  /// - Throws: `DiscoveryError` if the clustering belongs to other features, the file has no pictures, or the cameras
  ///   do not match the pictures.
  public init(
    _ clustering: StoredClustering, of mined: MinedRegions, judgement: Judgement? = nil,
    cameraOfImage: [String]? = nil, permutations: Int = 1000, seed: UInt64 = 1,
    budget: ResourceBudget = .machine
  ) throws {
    try clustering.check(isOf: mined)
    guard mined.hasPictures else {
      throw DiscoveryError(
        .unusable, at: mined.url.path,
        "does not say which pictures its rows come from, so nothing can be measured")
    }
    if let cameraOfImage, cameraOfImage.count != mined.images.count {
      throw DiscoveryError(
        .malformed, at: mined.url.path,
        "has \(mined.images.count) pictures, and cameras are given for \(cameraOfImage.count)")
    }
    let assignment = clustering.assignment
    let rows = assignment.clusterOfRow.indices.filter { assignment.clusterOfRow[$0] >= 0 }
    let clusters = rows.map { assignment.clusterOfRow[$0] }
    let labels = Self.labels(of: rows, mined, cameraOfImage: cameraOfImage)
    rowCount = rows.count
    clusterCount = assignment.clusterCount
    purity = labels.first { $0.name == Self.typeLabel }.flatMap {
      PermutedPurity(
        clusters: clusters, classes: $0.classes, permutations: permutations, seed: seed,
        threadCount: budget.threadCount)
    }
    let jackknife = PatientJackknife(
      patientOfRow: rows.map { mined.image(ofRow: $0).patient }, seed: seed, threadCount: budget.threadCount)
    let scores = judgement?.clusters.compactMap { $0.enrichment?.standardScore }
    lesions =
      mined.hasLesions
      ? try LesionMeasures(
        rows: rows, clusters: clusters, of: mined,
        enrichment: scores?.count == clusterCount ? scores : nil, permutations: permutations, seed: seed,
        threadCount: budget.threadCount) : nil
    var agreements: [Agreement] = []
    var type: (value: Double, left: [Double])?
    for label in labels where !rows.isEmpty {
      let value = PartitionMeasures.adjustedMutualInformation(clusters, label.classes)
      let left = try jackknife.values { kept in
        PartitionMeasures.adjustedMutualInformation(kept.map { clusters[$0] }, kept.map { label.classes[$0] })
      }
      let margin = type.map { $0.value - value }
      let marginInterval = type.flatMap { type in
        PatientJackknife.interval(
          around: type.value - value, zip(type.left, left).map { $0 - $1 })
      }
      agreements.append(
        Agreement(
          label: label.name, adjustedMutualInformation: value,
          interval: PatientJackknife.interval(around: value, left), typeMargin: margin,
          typeMarginInterval: marginInterval))
      if label.name == Self.typeLabel { type = (value, left) }
    }
    self.agreements = agreements
  }

  /// The agreement with a labelling; nil if the labelling is unknown.
  public func agreement(with label: String) -> Agreement? { agreements.first { $0.label == label } }

  /// The name of the file in a clustering's folder.
  public static let fileName = "measures.json"

  /// Writes `measures.json`, the same bytes for the same measures.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func write(into folder: URL) throws {
    try AtomicFile.write(try CanonicalJSON.data(self), to: folder.appendingPathComponent(Self.fileName))
  }

  /// The measures that were written into a clustering's folder.
  ///
  /// - Throws: `DiscoveryError` with code `.missing`, `.unreadable` or `.malformed`.
  public init(writtenIn folder: URL) throws(DiscoveryError) {
    self = try RecordReading.decoded(
      ClusterMeasures.self, at: folder.appendingPathComponent("measures.json"),
      as: "the measures of a clustering", remedy: "Delete it and run the experiment again.")
  }

  /// The measures as lines of plain text.
  public var lines: [String] {
    func short(_ value: Double) -> String { String(format: "%.2f", value) }
    func range(_ interval: Interval?) -> String {
      interval.map { " (\(short($0.low)) to \(short($0.high)))" } ?? ""
    }
    var lines: [String] = []
    if let purity {
      lines.append(
        "purity by lesion type \(short(purity.purity)), by chance \(short(purity.permutedMean))"
          + range(purity.permutedInterval))
    }
    if let lesions { lines += lesions.lines }
    for agreement in agreements {
      lines.append(
        "adjusted mutual information with \(agreement.label) \(short(agreement.adjustedMutualInformation))"
          + range(agreement.interval))
    }
    return lines
  }

  // MARK: -

  private static let typeLabel = "type"

  /// Every known labelling of the rows, the type first.
  private static func labels(
    of rows: [Int], _ mined: MinedRegions, cameraOfImage: [String]?
  ) -> [(name: String, classes: [Int])] {
    var labels: [(name: String, classes: [Int])] = []
    if mined.hasLesions {
      let types = mined.types
      labels.append((typeLabel, numbered(rows.map { types[$0].text })))
    }
    if mined.images.allSatisfy({ !$0.y.isEmpty }) {
      let predicted = mined.images.map { image in
        image.y.indices.max { image.y[$0] == image.y[$1] ? $0 > $1 : image.y[$0] < image.y[$1] } ?? 0
      }
      labels.append(("predicted grade", rows.map { predicted[Int(mined.regions[$0].image)] }))
    }
    if mined.images.contains(where: { Eye(rawValue: $0.eye) ?? .unknown != .unknown }) {
      labels.append(("eye", numbered(rows.map { mined.image(ofRow: $0).eye })))
    }
    if let cameraOfImage {
      labels.append(("camera", numbered(rows.map { cameraOfImage[Int(mined.regions[$0].image)] })))
    }
    return labels
  }

  private static func numbered(_ texts: [String]) -> [Int] {
    let distinct = Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let number = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
    return texts.map { number[$0, default: 0] }
  }
}
