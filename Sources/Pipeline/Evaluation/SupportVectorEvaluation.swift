import Fundus
import Runs
import Scoring
import Settings
import ZoomInNet

/// Answers questions about the pictures of a split by a support vector machine on the five probabilities that decide the
/// grade.
///
/// Source: Wang et al. 2017, the grading of Messidor in section 3. The paper takes the probabilities of its whole network;
/// here they are those of `evaluate.head`.
struct SupportVectorEvaluation {
  let readings: PictureReadings
  let manifest: Manifest
  let experiment: Experiment
  /// Probabilities and grades of the training pictures; nil if no question needs them or they are not there.
  let training: Rows?

  /// Rows of known grade.
  struct Rows {
    /// [pictures, 5] row by row.
    var probabilities: [Double] = []
    var grades: [Int] = []
    var patients: [String] = []

    /// The graded ones of some pictures.
    init(
      _ pictures: [Int], _ readings: PictureReadings, _ manifest: Manifest, _ head: HeadConfiguration.Decision
    ) {
      for index in pictures {
        guard let grade = manifest.entries[index].grade else { continue }
        probabilities += (readings[index].probabilities[head] ?? []).map(Double.init)
        grades.append(grade)
        patients.append(manifest.entries[index].patient)
      }
    }
  }

  /// Adds the answers of a split. A question of which the split or the training pictures have one class only is left out.
  func evaluate(_ split: Split, into result: inout Evaluation.Split) throws {
    let settings = experiment.evaluate.supportVectors
    let pictures = readings.indices.filter { manifest.entries[$0].split == split }
    let rows = Rows(pictures, readings, manifest, experiment.heads.decision)
    var reports: [String: SupportVectorReport] = [:]
    for question in settings.questions {
      let truth = rows.grades.map(question.isPositive)
      guard truth.contains(true), truth.contains(false) else { continue }
      reports[question.rawValue] =
        switch question {
        case .referable: try crossValidated(rows, truth, settings)
        case .abnormal: try transferred(rows, truth, settings)
        }
    }
    if !reports.isEmpty { result.supportVectors = reports }
  }

  // MARK: -

  private var seed: UInt64 { UInt64(experiment.general.seed) }

  private var threadCount: Int { experiment.budget.threadCount }

  private func crossValidated(
    _ rows: Rows, _ truth: [Bool], _ settings: SupportVectorConfiguration
  ) throws -> SupportVectorReport {
    let machine = SupportVectorProtocol(keys: settings.keys)
    let folds = try SupportVectorProtocol.folds(
      patients: rows.patients, isPositive: truth, count: settings.foldCount, seed: seed)
    let result =
      settings.choosesKeys
      ? try machine.crossValidated(
        rows: rows.probabilities, isPositive: truth, patients: rows.patients, folds: folds,
        choosingFrom: SupportVectorConfiguration.grid, seed: seed, threadCount: threadCount)
      : try machine.crossValidated(
        rows: rows.probabilities, isPositive: truth, folds: folds, threadCount: threadCount)
    return try SupportVectorReport(
      result, isPositive: truth, keys: settings.choosesKeys ? nil : settings.keys,
      foldCount: settings.foldCount,
      bootstrap: bootstrap(rows))
  }

  private func transferred(
    _ rows: Rows, _ truth: [Bool], _ settings: SupportVectorConfiguration
  ) throws -> SupportVectorReport? {
    guard let training else { return nil }
    let learned = training.grades.map(SupportVectorConfiguration.Question.abnormal.isPositive)
    guard learned.contains(true), learned.contains(false) else { return nil }
    var machine = SupportVectorProtocol(keys: settings.keys)
    if settings.choosesKeys {
      let folds = try SupportVectorProtocol.folds(
        patients: training.patients, isPositive: learned, count: settings.foldCount, seed: seed)
      machine.keys = try SupportVectorProtocol.best(
        of: SupportVectorConfiguration.grid, rows: training.probabilities, isPositive: learned, folds: folds,
        threadCount: threadCount)
    }
    let result = try machine.trained(
      on: training.probabilities, isPositive: learned, testedOn: rows.probabilities, testIsPositive: truth)
    return try SupportVectorReport(
      result, isPositive: truth, keys: machine.keys, foldCount: nil, bootstrap: bootstrap(rows))
  }

  private func bootstrap(_ rows: Rows) -> PatientBootstrap {
    PatientBootstrap(
      patients: rows.patients, draws: experiment.evaluate.bootstrapDraws, seed: seed, threadCount: threadCount
    )
  }
}
