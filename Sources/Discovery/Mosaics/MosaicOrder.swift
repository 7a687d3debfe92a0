import Workbench

/// Which of a cluster's regions a mosaic shows, and in which order. The exemplar is always first.
public enum MosaicOrder: String, Sendable, CaseIterable, Codable {
  /// The most similar to the exemplar first.
  case similarity
  /// The strongest response of the gated attention map first.
  case response
  /// Only the region of each patient that is most similar to the exemplar, the most similar first.
  case onePerPatient = "one-per-patient"

  /// The rows to show, ties in row order.
  ///
  /// - Parameters:
  ///   - cluster: the cluster's number in `assignment`.
  ///   - responseOfRow: the response of every row; empty if the feature file has none.
  ///   - patientOfRow: the patient of every row; empty if the feature file has none.
  public func rows(
    of cluster: Int, in assignment: ClusterAssignment, responseOfRow: [Float],
    patientOfRow: [some Hashable]
  ) -> [Int] {
    let exemplar = assignment.exemplars[cluster]
    let score: (Int) -> Double =
      self == .response && !responseOfRow.isEmpty
      ? { Double(responseOfRow[$0]) } : { assignment.similarityOfRow[$0] }
    let others = assignment.members[cluster].filter { $0 != exemplar }
      .sorted { score($0) == score($1) ? $0 < $1 : score($0) > score($1) }
    guard self == .onePerPatient, !patientOfRow.isEmpty else { return [exemplar] + others }
    var seen: Set = [patientOfRow[exemplar]]
    return [exemplar] + others.filter { seen.insert(patientOfRow[$0]).inserted }
  }
}
