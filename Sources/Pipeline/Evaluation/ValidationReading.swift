import Foundation
import Fundus
import Scoring
import Settings
import Workbench
import ZoomInNet

/// Grades the validation pictures with a network that is being trained.
struct ValidationReading {
  private let prepared: PreparedSet
  private let experiment: Experiment
  private let configuration: PredictionConfiguration
  private let pictures: [Int]

  /// - Parameters:
  ///   - prepared: the set of the validation pictures.
  ///   - heads: those that are trained so far, the current one included; y is the mean of those that count for it.
  ///   - training: the resolved settings of training.
  /// - Throws: `SettingsError` if no validation picture has a grade.
  init(
    _ prepared: PreparedSet, heads: Set<Head>, _ training: TrainingConfiguration, _ experiment: Experiment
  ) throws {
    self.prepared = prepared
    self.experiment = experiment
    let combined = Set(experiment.heads.combined).intersection(heads)
    configuration = PredictionConfiguration(
      heads: heads, combined: combined.isEmpty ? heads : combined, laneCount: training.laneCount,
      precision: training.precision)
    let entries = prepared.manifest.entries
    pictures = prepared.manifest.indices(in: .validation).filter { entries[$0].grade != nil }
    guard !pictures.isEmpty else {
      throw SettingsError(
        .conflict(
          "train.validate_every asks for measures on validation pictures, but none has a grade",
          remedy: "Raise data.validation_fraction, or set train.validate_every=0."),
        at: prepared.manifest.root.path)
    }
  }

  /// The measures of the network as it is.
  ///
  /// - Throws: errors of the predictor; `ScoringError` for probabilities that are not finite.
  func measures(of model: ZoomInNetModel) throws -> ValidationMeasures {
    let predictor = try ZoomInNetPredictor(
      model, configuration: configuration, source: prepared, eyes: EyeSet(prepared.manifest),
      budget: experiment.budget)
    var probabilities: [Float] = []
    try predictor.predict(pictures) { probabilities += $0.probabilities }
    let entries = prepared.manifest.entries
    let grades = pictures.compactMap { entries[$0].grade }
    let predictions = try GradePredictions(
      probabilities: probabilities, grades: grades, patients: pictures.map { entries[$0].patient })
    let ones = [Double](repeating: 1, count: grades.count)
    let loss = grades.enumerated().reduce(0.0) { sum, row in
      sum
        - log(
          max(
            Double(probabilities[row.offset * Grade.count + row.element]), Double(Float.leastNormalMagnitude))
        )
    }
    return ValidationMeasures(
      loss: loss / Double(grades.count), kappa: predictions.kappa(ones),
      referableAUC: predictions.referableAUC(ones))
  }
}
