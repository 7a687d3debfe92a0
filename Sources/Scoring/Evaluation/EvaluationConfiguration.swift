import Workbench

/// How results on held-out pictures are measured: keys of `evaluate`.
public struct EvaluationConfiguration: Hashable, Sendable {
  /// Draws of patients for an interval.
  public var bootstrapDraws = 2_000
  /// IoM above which a lesion counts as found.
  public var recallThreshold: Float = 0.3
  /// Draws of blind boxes.
  public var blindDraws = 1_000
  /// Questions for a support vector machine on the five probabilities.
  public var supportVectors = SupportVectorConfiguration()
  /// Permutations of region types beside each purity.
  public var permutations = 1_000

  /// The paper's threshold, and enough draws for a precision of two digits.
  public init() {}
}

extension EvaluationConfiguration: Configurable {
  public static let keys: [SettingKey<EvaluationConfiguration>] =
    [
      .integer(
        "bootstrap_draws", \.bootstrapDraws, 100...100_000,
        "Seeded draws of patients for each 95 % interval."),
      .number(
        "recall_threshold", \.recallThreshold, 0.01...1, "IoM that a lesion must exceed to count as found."),
      .integer(
        "blind_draws", \.blindDraws, 10...100_000,
        "Draws of boxes at random places in the retina, for the blind baseline."),
      .integer(
        "permutations", \.permutations, 10...100_000, "Permutations of region types beside each purity."
      ).changing(.resultsFrom(.judge)),
    ] + SupportVectorConfiguration.keys.map { $0.lifted(to: \.supportVectors) }
}
