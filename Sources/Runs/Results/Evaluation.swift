import Foundation
import Scoring

/// All results of a run on held-out pictures: `evaluation.json`.
public struct Evaluation: RunRecord, Equatable {
  public static let remedy = "Delete the file; the same command evaluates the run again."

  /// The results on one split.
  public struct Split: Codable, Sendable, Equatable {
    /// Grading by each head, `y` the mean of the trained ones.
    public var grading: [String: GradingReport] = [:]
    /// Grading by a logistic regression on nuisance measurements, fitted on the training pictures.
    public var nuisance: GradingReport?
    /// `y` minus the nuisance baseline, paired.
    public var margin: GradingComparison?
    /// Lesion recall of the sampled boxes: `window` (the suppression window) and `crop` (C-Net's crop).
    public var lesions: [String: LesionRecallReport] = [:]

    /// Answers of a support vector machine on the five probabilities, by question; nil if none was asked.
    public var supportVectors: [String: SupportVectorReport]?

    /// A split without results.
    public init() {}
  }

  /// By split: validation, test, shifted.
  public var splits: [String: Split] = [:]

  /// An evaluation without results.
  public init() {}

  public static func place(in run: RunDirectory) -> URL { run.evaluation }
}
