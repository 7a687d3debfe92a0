import Workbench

extension ClusterTable {
  /// The table with the columns that a judgement adds at the end.
  func csv(_ judgement: Judgement) -> String {
    csv(columns: Judgement.Cluster.columns) { judgement.clusters[$0].cells }
  }
}

extension Judgement.Cluster {
  /// The columns that a judgement adds to `clusters.csv`.
  static let columns = [
    "silhouette", "stability", "border_fraction", "graded_patients", "patient_grade", "enrichment_z",
    "enrichment_p", "enrichment_q", "enriched", "explained_fraction", "warnings",
  ]

  /// The cells of those columns; empty if something is not known.
  var cells: [String] {
    func number(_ value: Double?) -> String { value.map { CSVWriter.number($0) } ?? "" }
    return [
      number(silhouette), number(stability), number(borderFraction),
      enrichment.map { "\($0.patientCount)" } ?? "", number(enrichment?.meanSeverity),
      number(enrichment?.standardScore), number(enrichment?.pValue), number(enrichment?.qValue),
      isEnriched.map { "\($0)" } ?? "", number(explainedFraction),
      warnings.map(\.rawValue).joined(separator: ";"),
    ]
  }
}
