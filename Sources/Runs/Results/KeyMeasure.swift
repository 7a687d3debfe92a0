import Scoring

/// One of the key figures of a split, as tables of runs name it.
public enum KeyMeasure: String, CaseIterable, Codable, Sendable {
  /// Quadratic weighted kappa of the combined head.
  case kappa
  /// Area under the ROC curve for grade 2 or more.
  case auc
  /// Kappa minus that of a classifier on nuisance measurements only.
  case margin
  /// Lesions found by the suppression windows, all together.
  case recall

  /// Its name in a sentence.
  public var title: String {
    switch self {
    case .kappa: "quadratic kappa"
    case .auc: "referable AUC"
    case .margin: "kappa over nuisance"
    case .recall: "lesion recall"
    }
  }

  /// The figure; nil if it was not measured.
  public func estimate(in figures: KeyFigures) -> Estimate? {
    switch self {
    case .kappa: figures.kappa
    case .auc: figures.referableAUC
    case .margin: figures.kappaMargin
    case .recall: figures.lesionRecall
    }
  }
}
