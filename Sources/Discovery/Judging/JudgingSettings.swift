import Workbench

/// How clusterings are judged: the keys of `judge.*`.
public struct JudgingSettings: Codable, Hashable, Sendable {
  /// Whether the stability is measured (`judge.stability`).
  public enum StabilityChoice: String, Codable, Hashable, Sendable, CaseIterable {
    /// If its clusterings together cost no more than the clustering itself, or little; see `StabilityCost`.
    case auto
    /// Up to `resampleRows` rows.
    case always
    /// Never.
    case never
  }

  /// Whether the stability is measured.
  public var stability: StabilityChoice
  /// Clusterings of some of the patients, for stability; 0: not measured.
  public var resamples: Int
  /// Share of the patients in each of them.
  public var resampleFraction: Double
  /// The largest number of rows for which stability is measured, whatever the choice.
  public var resampleRows: Int
  /// Permutations of grades over patients.
  public var permutations: Int
  /// False-discovery rate up to which a cluster counts as enriched.
  public var falseDiscoveryRate: Double
  /// The share of regions of a known type from which a cluster counts as explained.
  public var explainedFraction: Double
  /// The number of rows whose silhouettes are measured, drawn at random if there are more.
  public var silhouetteRows: Int
  /// The most similar patches that are stored for each patch; 0: none.
  public var neighbours: Int
  /// The largest number of rows for which they are stored.
  public var neighbourRows: Int

  /// The given settings.
  public init(
    stability: StabilityChoice = .auto, resamples: Int = 10, resampleFraction: Double = 0.8,
    resampleRows: Int = 5_000,
    permutations: Int = 10_000, falseDiscoveryRate: Double = 0.05, explainedFraction: Double = 0.5,
    silhouetteRows: Int = 5_000, neighbours: Int = 8, neighbourRows: Int = 20_000
  ) {
    self.stability = stability
    self.resamples = resamples
    self.resampleFraction = resampleFraction
    self.resampleRows = resampleRows
    self.permutations = permutations
    self.falseDiscoveryRate = falseDiscoveryRate
    self.explainedFraction = explainedFraction
    self.silhouetteRows = silhouetteRows
    self.neighbours = neighbours
    self.neighbourRows = neighbourRows
  }
}

extension JudgingSettings: Configurable {
  public static let keys: [SettingKey<JudgingSettings>] = [
    .choice(
      "stability", \.stability,
      "Whether to measure how alike the clusters stay when patients are left out, which takes judge.resamples "
        + "clusterings: always (up to judge.resample_rows features), never, or auto: only if those clusterings together "
        + "cost no more than the clustering itself, or little for its size. A sweep treats auto as always."),
    .integer(
      "resamples", \.resamples, 0...1_000,
      "Clusterings of some of the patients, for the stability; 0 does not measure it."),
    .number("resample_fraction", \.resampleFraction, 0.1...0.99, "Share of the patients in each of them."),
    .integer(
      "resample_rows", \.resampleRows, 2...1_000_000,
      "Stability is measured up to this many features, because it clusters them again and again."),
    .integer(
      "permutations", \.permutations, 100...1_000_000,
      "Permutations of grades over patients, for the enrichment of each cluster."),
    .number(
      "false_discovery_rate", \.falseDiscoveryRate, 0.0001...0.5,
      "The false-discovery rate up to which clusters count as enriched."),
    .number(
      "explained_fraction", \.explainedFraction, 0.01...1,
      "The share of regions with a known lesion from which a cluster counts as explained and is not a candidate."
    ),
    .integer(
      "silhouette_rows", \.silhouetteRows, 100...50_000,
      "The number of features whose silhouettes are measured, drawn at random if there are more."),
    .integer(
      "neighbours", \.neighbours, 0...64,
      "The most similar patches to store for each patch. The gallery shows by them which members of a cluster fit badly "
        + "and which other patches would fit; 0 stores none."),
    .integer(
      "neighbour_rows", \.neighbourRows, 2...1_000_000,
      "They are stored for up to this many features, because all pairs are compared."),
  ]
}
