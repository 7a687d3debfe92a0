import Foundation
import Workbench

/// The table of a sweep's members, for programs and for people.
struct SweepTable {
  let paths: [String]
  let rows: [SweepRow]
  /// The recommended member's number.
  let recommended: Int?
  /// The adjusted Rand index of each finished member with the recommended one, by number.
  var agreement: [Int: Double] = [:]

  /// `sweep.csv`; cells of measures that a member does not have are empty.
  var csv: String {
    var writer = CSVWriter(
      columns: ["member"] + paths + [
        "clustering", "state", "recommended", "clusters", "converged", "iterations", "preference",
        "net_similarity", "unassigned", "silhouette", "stability", "stability_low", "stability_high",
        "largest_cluster_fraction", "single_region_clusters", "one_patient_clusters", "border_clusters",
        "enriched_clusters", "candidates", "purity", "purity_by_chance", "ami_with_type",
        "ari_with_recommended", "failure",
      ])
    for row in rows {
      func real(_ value: Double?) -> String { value.map { CSVWriter.number($0) } ?? "" }
      func whole(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }
      let found = row.measures
      writer.append(
        ["\(row.member)"] + row.values + [
          row.clustering, row.state.rawValue, "\(row.member == recommended)", whole(found?.clusterCount),
          found.map { "\($0.converged)" } ?? "", whole(found?.iterations), real(found?.preference),
          real(found?.netSimilarity), whole(found?.unassignedCount), real(found?.silhouette),
          real(found?.stability), real(found?.lowestStability), real(found?.highestStability),
          real(found?.largestClusterFraction), whole(found?.singleRegionClusters),
          whole(found?.onePatientClusters), whole(found?.borderClusters), whole(found?.enrichedClusters),
          whole(found?.candidates), real(found?.purity), real(found?.purityByChance),
          real(found?.adjustedMutualInformation), real(agreement[row.member]), row.failure ?? "",
        ])
    }
    return writer.text
  }

  /// The same in columns for a terminal, the recommended member marked with a star.
  var text: String {
    let keys = paths.map { String($0.drop { $0 != "." }.dropFirst()) }
    let header =
      ["", "member"] + keys + [
        "clusters", "converged", "silhouette", "stability", "one-patient", "border", "enriched", "candidates",
        "purity", "ami",
      ]
    let lines = rows.map { row -> [String] in
      func real(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "-" }
      func whole(_ value: Int?) -> String { value.map { "\($0)" } ?? "-" }
      let start = [row.member == recommended ? "*" : "", "\(row.member)"] + row.values
      guard let found = row.measures else { return start + ["failed"] }
      return start + [
        "\(found.clusterCount)", found.converged ? "yes" : "NO", real(found.silhouette),
        real(found.stability),
        "\(found.onePatientClusters)", "\(found.borderClusters)", whole(found.enrichedClusters),
        whole(found.candidates), real(found.purity), real(found.adjustedMutualInformation),
      ]
    }
    return TextColumns.text([header] + lines)
  }
}
