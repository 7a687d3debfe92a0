import Scoring

/// The results of a run that a list of runs shows.
public struct KeyFigures: Codable, Hashable, Sendable {
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

extension KeyFigures {
  /// The figures among those of several splits that stand for the run: of the test split, else of the validation split,
  /// else of the shifted split; nil if there are none.
  public static func chosen(from splits: [String: KeyFigures]) -> KeyFigures? {
    ["test", "validation", "shifted"].lazy.compactMap { splits[$0] }.first
  }
}

extension Evaluation {
  /// The figures of every split whose grades were evaluated, by the split's name.
  public var figuresBySplit: [String: KeyFigures] {
    splits.reduce(into: [:]) { figures, entry in
      let (name, split) = entry
      guard let combined = split.grading[PredictionTable.combined] else { return }
      figures[name] = KeyFigures(
        split: name, pictureCount: combined.pictureCount, kappa: combined.kappa,
        referableAUC: combined.referableAUC, kappaMargin: split.margin?.kappa,
        lesionRecall: split.lesions["window"]?.pooled)
    }
  }

  /// The figures that stand for the run; nil if no grade was evaluated.
  public var keyFigures: KeyFigures? { KeyFigures.chosen(from: figuresBySplit) }
}
