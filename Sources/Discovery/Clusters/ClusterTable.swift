import Fundus
import Workbench

/// One line of `clusters.csv`: the content of a cluster.
public struct ClusterSummary: Sendable, Hashable {
  /// The cluster's number.
  public let cluster: Int
  /// Regions in it.
  public let regionCount: Int
  /// The exemplar's row.
  public let exemplar: Int
  /// Different pictures; nil if the file has none.
  public let imageCount: Int?
  /// Different patients.
  public let patientCount: Int?
  /// Share of the patient with the most regions, 0 ... 1.
  public let largestPatientFraction: Double?
  /// Regions by the grade of their picture.
  public let grades: GradeCounts?
  /// Mean of the gated attention at the peaks.
  public let meanResponse: Double?
  /// Mean similarity of the members to the exemplar, itself left out; nil for a cluster of one.
  public let meanSimilarity: Double?
  /// Regions by type, in the order of `RegionType.columns`; nil if no lesion is known.
  public let typeCounts: [Int]?

  /// The most frequent type other than `none`, ties in column order, and its share of all regions.
  public var leadingType: (text: String, fraction: Double)? {
    guard let typeCounts, regionCount > 0 else { return nil }
    let known = zip(RegionType.columns, typeCounts).filter { $0.0 != RegionType.none }
    guard let most = known.map(\.1).max(), most > 0, let leader = known.first(where: { $0.1 == most }) else {
      let empty = zip(RegionType.columns, typeCounts).first { $0.0 == RegionType.none }?.1 ?? 0
      return empty > 0 ? (RegionType.none.text, Double(empty) / Double(regionCount)) : nil
    }
    return (leader.0.text, Double(most) / Double(regionCount))
  }
}

extension RegionType {
  /// Every type a region can have, in the order of the columns of tables.
  static let columns: [RegionType] =
    [.none, .mixed] + LesionType.allCases.filter(\.isLesion).map(RegionType.single)
}

/// The clusters of a clustering, line by line.
public struct ClusterTable: Sendable, Hashable {
  /// By number.
  public let clusters: [ClusterSummary]

  /// Counts the content of the clusters.
  ///
  /// - Parameter types: the type of every row, nil if it is not known; nil if no lesion is known at all.
  public init(_ assignment: ClusterAssignment, mined: MinedRegions, types: [RegionType?]?) {
    clusters = assignment.members.enumerated().map { cluster, rows in
      let exemplar = assignment.exemplars[cluster]
      let others = rows.filter { $0 != exemplar }
      let similarity = others.map { assignment.similarityOfRow[$0] }.reduce(0, +) / Double(others.count)
      let hasPictures = mined.hasPictures
      let patients = hasPictures ? Dictionary(grouping: rows, by: { mined.image(ofRow: $0).patient }) : [:]
      let largest = patients.values.map(\.count).max() ?? 0
      let responses = hasPictures ? rows.map { Double(mined.regions[$0].response) } : []
      return ClusterSummary(
        cluster: cluster, regionCount: rows.count, exemplar: exemplar,
        imageCount: hasPictures ? Set(rows.map { mined.regions[$0].image }).count : nil,
        patientCount: hasPictures ? patients.count : nil,
        largestPatientFraction: hasPictures ? Double(largest) / Double(rows.count) : nil,
        grades: hasPictures ? GradeCounts(rows.map { mined.grade(ofRow: $0) }) : nil,
        meanResponse: hasPictures ? responses.reduce(0, +) / Double(rows.count) : nil,
        meanSimilarity: others.isEmpty ? nil : similarity,
        typeCounts: types.map { types in
          RegionType.columns.map { column in rows.count { types[$0] == column } }
        })
    }
  }

  /// The table; a cell is empty if the feature file does not have the value.
  ///
  /// - Parameters:
  ///   - columns: more columns, at the end.
  ///   - cells: their content for a cluster.
  func csv(columns: [String] = [], cells more: (_ cluster: Int) -> [String] = { _ in [] }) -> String {
    let hasTypes = clusters.contains { $0.typeCounts != nil }
    let typeColumns =
      hasTypes
      ? RegionType.columns.map { "type_\($0.text)" } + ["leading_type", "leading_type_fraction"] : []
    var writer = CSVWriter(
      columns: ["cluster", "size", "exemplar", "images", "patients", "largest_patient_fraction"]
        + Grade.all.map { "grade_\($0)" } + ["mean_response", "mean_similarity"] + typeColumns
        + columns)
    for cluster in clusters {
      let number = { (value: Double?) in value.map { CSVWriter.number($0) } ?? "" }
      let whole = { (value: Int?) in value.map { "\($0)" } ?? "" }
      var cells = [
        "\(cluster.cluster)", "\(cluster.regionCount)", "\(cluster.exemplar)", whole(cluster.imageCount),
        whole(cluster.patientCount), number(cluster.largestPatientFraction),
      ]
      cells += Grade.all.map { whole(cluster.grades?.byGrade[$0]) }
      cells += [number(cluster.meanResponse), number(cluster.meanSimilarity)]
      if hasTypes {
        cells += (cluster.typeCounts ?? []).map { "\($0)" }
        cells += [cluster.leadingType?.text ?? "", number(cluster.leadingType?.fraction)]
      }
      cells += more(cluster.cluster)
      writer.append(cells)
    }
    return writer.text
  }
}
