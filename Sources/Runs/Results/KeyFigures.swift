import Scoring

/// The results of a run that a list of runs shows.
public struct KeyFigures: Hashable, Sendable {
  /// The split they were measured on.
  public let split: String
  /// Its pictures of known grade.
  public let pictureCount: Int
  /// Quadratic weighted kappa of the combined head.
  public let kappa: Estimate
  /// Area under the ROC curve for grade 2 or more.
  public let referableAUC: Estimate
  /// Kappa minus that of a classifier on nuisance measurements only.
  public let kappaMargin: Estimate?
  /// Lesions found by the suppression windows, all together.
  public let lesionRecall: Estimate?
}

extension Evaluation {
  /// The figures of the test split, else of the validation split, else of the shifted split; nil if no grade was
  /// evaluated.
  public var keyFigures: KeyFigures? {
    for name in ["test", "validation", "shifted"] {
      guard let split = splits[name], let combined = split.grading["y"] else { continue }
      return KeyFigures(
        split: name, pictureCount: combined.pictureCount, kappa: combined.kappa,
        referableAUC: combined.referableAUC, kappaMargin: split.margin?.kappa,
        lesionRecall: split.lesions["window"]?.pooled)
    }
    return nil
  }
}
