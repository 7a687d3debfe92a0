import Workbench

/// Predicted probabilities of grades and the true grades, from which all accuracy figures are computed.
public struct GradePredictions: Sendable {
  /// From this grade on a picture is referable.
  public static let referableGrade = 2

  /// The true grades, 0...4.
  public let grades: [Int]
  /// The grade of the largest probability, ties going to the lower grade.
  public let predicted: [Int]
  /// y[2] + y[3] + y[4].
  public let referableScores: [Double]
  /// The patient of each row.
  public let patients: [String]

  private let ranking: RankedScores

  /// Rows with known grades.
  ///
  /// - Parameters:
  ///   - probabilities: [rows, 5] row by row.
  ///   - grades: 0...4; the caller must leave out rows of unknown grade.
  ///   - patients: one per row.
  /// - Throws: `ScoringError` if a probability is not finite or a grade lies outside 0...4.
  public init(probabilities: [Float], grades: [Int], patients: [String]) throws(ScoringError) {
    let classes = ConfusionMatrix.gradeCount
    precondition(
      probabilities.count == classes * grades.count && patients.count == grades.count,
      "a row has five probabilities, a grade and a patient")
    if let index = probabilities.firstIndex(where: { !$0.isFinite }) {
      throw ScoringError(.nonFinite, in: "grading", "a probability of row \(index / classes) is not finite")
    }
    if let row = grades.firstIndex(where: { !(0..<classes).contains($0) }) {
      throw ScoringError(.outOfRange, in: "grading", "row \(row) has the grade \(grades[row]), not 0...4")
    }
    self.grades = grades
    self.patients = patients
    predicted = grades.indices.map { row in
      (1..<classes).reduce(0) { best, grade in
        probabilities[row * classes + grade] > probabilities[row * classes + best] ? grade : best
      }
    }
    referableScores = grades.indices.map { row in
      Self.referableScore(probabilities[row * classes..<(row + 1) * classes])
    }
    ranking = try RankedScores(
      scores: referableScores, isPositive: grades.map { $0 >= Self.referableGrade })
  }

  /// y[2] + y[3] + y[4] of five probabilities.
  public static func referableScore(_ probabilities: some Collection<Float>) -> Double {
    probabilities.dropFirst(referableGrade).reduce(0) { $0 + Double($1) }
  }

  /// Quadratic weighted kappa of weighted rows, for a bootstrap.
  public var kappa: PatientBootstrap.Statistic {
    { [grades, predicted] in
      ConfusionMatrix(truth: grades, predicted: predicted, weights: $0).quadraticWeightedKappa
    }
  }

  /// Accuracy of weighted rows.
  public var accuracy: PatientBootstrap.Statistic {
    { [grades, predicted] in ConfusionMatrix(truth: grades, predicted: predicted, weights: $0).accuracy }
  }

  /// AUC of referable against not, of weighted rows.
  public var referableAUC: PatientBootstrap.Statistic {
    { [ranking] in ranking.areaUnderCurve(weights: $0) }
  }

  /// Sensitivity for referable pictures at a specificity, of weighted rows.
  public func referableSensitivity(atSpecificity specificity: Double) -> PatientBootstrap.Statistic {
    { [ranking] in ranking.sensitivity(atSpecificity: specificity, weights: $0) }
  }

  /// Every figure with its interval over 2,000 (or `draws`) draws of patients.
  public func report(draws: Int = 2000, seed: UInt64, threadCount: Int = 1) -> GradingReport {
    let bootstrap = PatientBootstrap(
      patients: patients, draws: draws, seed: seed, threadCount: threadCount)
    let isReferable = grades.map { $0 >= Self.referableGrade }
    return GradingReport(
      pictureCount: grades.count, patientCount: bootstrap.patientCount,
      gradeCounts: (0..<ConfusionMatrix.gradeCount).map { grade in grades.count { $0 == grade } },
      confusion: ConfusionMatrix(truth: grades, predicted: predicted).counts.map { Int($0) },
      kappa: bootstrap.estimate(kappa), accuracy: bootstrap.estimate(accuracy),
      referableAUC: bootstrap.estimate(referableAUC),
      // With too few rows of a class there is no variance, and the report omits the figure.
      referableAUCDeLong: try? DeLong(scores: referableScores, isPositive: isReferable).interval,
      referableSensitivityAtSpecificity90: bootstrap.estimate(referableSensitivity(atSpecificity: 0.9)),
      referableROC: ROCReport(ranking, bootstrap))
  }

  /// This prediction minus another of the same rows, paired.
  public func comparison(
    with other: GradePredictions, draws: Int = 2000, seed: UInt64, threadCount: Int = 1
  ) -> GradingComparison {
    precondition(grades == other.grades && patients == other.patients, "both predict the same rows")
    let bootstrap = PatientBootstrap(
      patients: patients, draws: draws, seed: seed, threadCount: threadCount)
    return GradingComparison(
      kappa: bootstrap.difference(kappa, other.kappa),
      accuracy: bootstrap.difference(accuracy, other.accuracy),
      referableAUC: bootstrap.difference(referableAUC, other.referableAUC))
  }
}

/// The figures of one set of predictions, as `evaluation.json` holds them.
public struct GradingReport: Hashable, Codable, Sendable {
  /// Rows with a known grade.
  public let pictureCount: Int
  /// Distinct patients among them.
  public let patientCount: Int
  /// Pictures of grades 0...4.
  public let gradeCounts: [Int]
  /// [true, predicted], 25 counts row by row.
  public let confusion: [Int]
  /// Quadratic weighted kappa.
  public let kappa: Estimate
  /// Fraction of pictures whose grade is exact.
  public let accuracy: Estimate
  /// AUC of grade 2 or more, scored by y[2] + y[3] + y[4].
  public let referableAUC: Estimate
  /// DeLong's interval of the same area, pictures taken as independent.
  public let referableAUCDeLong: Interval?
  /// Sensitivity for referable pictures at specificity 0.9.
  public let referableSensitivityAtSpecificity90: Estimate
  /// The ROC curve behind that area; nil for one class only, and in files of earlier versions.
  public let referableROC: ROCReport?
}

/// Differences of two predictions of the same pictures, paired by draw.
public struct GradingComparison: Hashable, Codable, Sendable {
  /// Difference of quadratic weighted kappa.
  public let kappa: Estimate
  /// Difference of accuracy.
  public let accuracy: Estimate
  /// Difference of the AUC for referable pictures.
  public let referableAUC: Estimate
}
