import Metrics

/// Every measure of a run on pictures held out: `evaluation.json`.
struct Evaluation: Codable, Sendable {
  /// The measures of one split.
  struct Split: Codable, Sendable {
    /// Grading by each head, `y` the mean of the trained ones.
    var grading: [String: GradingReport] = [:]
    /// Grading by a logistic regression on nuisance measurements, fitted on the training pictures.
    var nuisance: GradingReport?
    /// `y` less the nuisance baseline, paired.
    var margin: GradingComparison?
    /// Lesion recall of the sampled boxes: `window` (the suppression window) and `crop` (C-Net's crop).
    var lesions: [String: LesionRecallReport] = [:]
  }

  /// By split: validation, test, shifted.
  var splits: [String: Split] = [:]
}
