/// The figures of a support vector machine on the probabilities of a split, as `evaluation.json` holds them.
public struct SupportVectorReport: Hashable, Codable, Sendable {
  /// Rows with a known grade.
  public let pictureCount: Int
  /// Distinct patients among them.
  public let patientCount: Int
  /// Rows of the class that is looked for.
  public let positiveCount: Int
  /// C and gamma; nil if they were chosen from a grid in each fold.
  public let keys: SupportVectorKeys?
  /// Folds; nil if the machine learned on other pictures.
  public let foldCount: Int?
  /// AUC of all scores together. In a cross-validation each fold's machine has its own scale.
  public let areaUnderCurve: Estimate
  /// DeLong's interval of the same area, pictures taken as independent.
  public let areaUnderCurveDeLong: Interval?
  /// Mean of the areas within the folds; nil without folds.
  public let meanFoldAUC: Double?
  /// Fraction of rows on the right side of the machine's border.
  public let accuracy: Estimate
  /// Sensitivity at specificity 0.5.
  public let sensitivityAtSpecificity50: Estimate
  /// Specificity at sensitivity 0.5.
  public let specificityAtSensitivity50: Estimate

  /// The figures of a result with intervals over patients.
  ///
  /// - Throws: `ScoringError` if a score is NaN.
  public init(
    _ result: SupportVectorResult, isPositive: [Bool], keys: SupportVectorKeys?, foldCount: Int?,
    bootstrap: PatientBootstrap
  ) throws(ScoringError) {
    let ranking = try RankedScores(scores: result.scores, isPositive: isPositive)
    let isRight = zip(result.scores, isPositive).map { ($0 > 0) == $1 }
    pictureCount = isPositive.count
    patientCount = bootstrap.patientCount
    positiveCount = isPositive.count { $0 }
    self.keys = keys
    self.foldCount = foldCount
    areaUnderCurve = bootstrap.estimate { ranking.areaUnderCurve(weights: $0) }
    // With too few rows of a class there is no variance, and the report omits the figure.
    areaUnderCurveDeLong = try? DeLong(scores: result.scores, isPositive: isPositive).interval
    meanFoldAUC = result.meanFoldAUC
    accuracy = bootstrap.estimate { weights in
      let total = weights.reduce(0, +)
      guard total > 0 else { return nil }
      return zip(weights, isRight).reduce(0) { $0 + ($1.1 ? $1.0 : 0) } / total
    }
    sensitivityAtSpecificity50 = bootstrap.estimate { ranking.sensitivity(atSpecificity: 0.5, weights: $0) }
    specificityAtSensitivity50 = bootstrap.estimate { ranking.specificity(atSensitivity: 0.5, weights: $0) }
  }
}
