import Foundation
import Metrics

/// Every measure of a run on pictures held out: `evaluation.json`.
public struct Evaluation: RunRecord, Equatable {
  public static let remedy = "Delete the file; the same command evaluates the run again."

  /// The measures of one split.
  public struct Split: Codable, Sendable, Equatable {
    /// Grading by each head, `y` the mean of the trained ones.
    public var grading: [String: GradingReport] = [:]
    /// Grading by a logistic regression on nuisance measurements, fitted on the training pictures.
    public var nuisance: GradingReport?
    /// `y` less the nuisance baseline, paired.
    public var margin: GradingComparison?
    /// Lesion recall of the sampled boxes: `window` (the suppression window) and `crop` (C-Net's crop).
    public var lesions: [String: LesionRecallReport] = [:]

    /// A split of which nothing is measured yet.
    public init() {}
  }

  /// By split: validation, test, shifted.
  public var splits: [String: Split] = [:]

  /// An evaluation without measures.
  public init() {}

  public static func place(in run: RunDirectory) -> URL { run.evaluation }
}
