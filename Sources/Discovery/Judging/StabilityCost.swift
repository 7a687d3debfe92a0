/// The cost of the clusterings for the stability, compared with the clustering itself.
///
/// The unit is one update of a pair's messages. Costs are computed from the clustering's record and not timed, because
/// the machine must not decide whether the stability is measured.
struct StabilityCost: Hashable, Sendable {
  /// Updates of the clustering: all its runs, and the similarities.
  let clustering: Double
  /// Updates of all resamples, if each takes as many iterations as the clustering did.
  let resamples: Double

  /// A number of updates that takes about a second on one core.
  static let little = 2e8
  /// Numbers of a feature that take as long to compare as one update.
  private static let columnsPerUpdate = 16.0

  init(_ record: ClusteringRecord, rowCount: Int, settings: JudgingSettings) {
    let pairs = Double(rowCount) * Double(rowCount)
    let comparing = Double(record.dimension) / Self.columnsPerUpdate
    let run = Double(max(1, record.iterations))
    clustering = pairs * (comparing + run * Double(max(1, record.runCount)))
    let fraction = settings.resampleFraction
    resamples = Double(settings.resamples) * fraction * fraction * pairs * (comparing + run)
  }

  /// Whether the resamples cost no more than the clustering, or little in total.
  var isBearable: Bool { resamples <= max(clustering, Self.little) }
}
