import Fundus
import Scoring
import Runs
import Settings
import Workbench
import ZoomInNet

/// Evaluates grades of held-out pictures, predicted by the network's heads and by the nuisance baseline.
struct GradingEvaluation {
  let prepared: PreparedSet
  let readings: PictureReadings
  let experiment: Experiment

  private let nuisance: LogisticRegression?

  /// Fits the nuisance baseline on the training pictures of known grade.
  ///
  /// - Parameter training: the set of the training pictures; nil leaves the baseline out.
  init(
    _ prepared: PreparedSet, readings: PictureReadings, training: PreparedSet?, experiment: Experiment
  ) throws {
    self.prepared = prepared
    self.readings = readings
    self.experiment = experiment
    guard let training else {
      nuisance = nil
      return
    }
    let entries = training.manifest.entries
    let graded = training.manifest.indices(in: .train).filter { entries[$0].grade != nil }
    let grades = graded.compactMap { entries[$0].grade }
    nuisance =
      Set(grades).count < 2
      ? nil
      : try LogisticRegression(
        measurements: try Self.measurements(graded, of: training, experiment),
        columnCount: NuisanceMeasurements.columns.count, labels: grades, classCount: Grade.count)
  }

  /// The figures of a split; pictures of unknown grade are left out.
  func evaluate(_ split: Split, into result: inout Evaluation.Split) throws {
    let entries = prepared.manifest.entries
    let graded = readings.indices.filter { entries[$0].split == split && entries[$0].grade != nil }
    guard !graded.isEmpty else { return }
    let seed = UInt64(experiment.general.seed)
    let draws = experiment.evaluate.bootstrapDraws
    let threads = experiment.budget.threadCount
    func predictions(_ probabilities: [Float]) throws -> GradePredictions {
      try GradePredictions(
        probabilities: probabilities, grades: graded.compactMap { entries[$0].grade },
        patients: graded.map { entries[$0].patient })
    }
    for head in readings.heads {
      let own = try predictions(graded.flatMap { readings[$0].probabilities[head] ?? [] })
      result.grading[head.rawValue] = own.report(draws: draws, seed: seed, threadCount: threads)
    }
    guard let nuisance else { return }
    let measured = try Self.measurements(graded, of: prepared, experiment)
    let baseline = try predictions(nuisance.probabilities(measured).map(Float.init))
    result.nuisance = baseline.report(draws: draws, seed: seed, threadCount: threads)
    let deciding = experiment.heads.decision
    result.margin = try predictions(graded.flatMap { readings[$0].probabilities[deciding] ?? [] })
      .comparison(with: baseline, draws: draws, seed: seed, threadCount: threads)
  }

  /// The predictions of a split as a table; nil if it has no pictures.
  func table(_ split: Split) -> PredictionTable? {
    let entries = prepared.manifest.entries
    let rows = readings.indices.filter { entries[$0].split == split }.map { index in
      PredictionTable.Row(entries[index], readings[index], decidedBy: experiment.heads.decision)
    }
    return rows.isEmpty ? nil : PredictionTable(heads: readings.heads.map(\.rawValue), rows: rows)
  }

  // MARK: -

  private static func measurements(
    _ indices: [Int], of prepared: PreparedSet, _ experiment: Experiment
  ) throws -> [Double] {
    try Parallel.map(count: indices.count, threadCount: experiment.budget.threadCount) {
      try prepared.nuisance(indices[$0]).values
    }.flatMap(\.self)
  }
}
