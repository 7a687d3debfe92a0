import Clustering
import FeatureStore
import Foundation
import Workbench

/// The content of `clustering.json`: how a clustering was made and how it converged. It contains no time, host or path.
public struct ClusteringRecord: Codable, Sendable, Hashable {
  /// The newest layout of the file.
  public static let schemaVersion = 1

  /// The rows that were not clustered; `left-out.csv` lists each of them with the reason.
  public struct Selection: Codable, Sendable, Hashable {
    /// A cluster of the first clustering whose rows were left out of the second.
    public struct Excluded: Codable, Sendable, Hashable {
      /// Its number in the first clustering.
      public let cluster: Int
      /// Its rows.
      public let size: Int
      /// `border`, `disc` or `named`.
      public let reason: String
    }

    /// Spots of the other polarity; nil if both were clustered.
    public let polarityCount: Int?
    /// Rows that overlapped another row of the same picture.
    public let thinnedCount: Int
    /// Rows that show a known lesion or carry a label.
    public let knownCount: Int
    /// Rows of excluded clusters.
    public let excludedCount: Int
    /// By number.
    public let excluded: [Excluded]

    /// All rows that were left out.
    var leftOutCount: Int { (polarityCount ?? 0) + thinnedCount + knownCount + excludedCount }
  }

  /// The layout of the file.
  public let schemaVersion: Int
  /// Hash of the features and the settings, twelve hexadecimal digits.
  public let id: String
  /// The content hash of the feature file.
  public let features: String
  /// The path of the features in their file; nil for `/features`.
  public let dataset: String?
  /// Rows of the features.
  public let rowCount: Int
  /// Numbers per row.
  public let dimension: Int
  /// The resolved `cluster.*` keys.
  public let parameters: [String: String]
  /// Whether the exemplars did not change during the whole window.
  public let converged: Bool
  /// Iterations that were run.
  public let iterations: Int
  /// Clusters found.
  public let clusterCount: Int
  /// Rows that were clustered but have no exemplar.
  public let unassignedCount: Int
  /// Different rows, after exact copies were merged.
  public let distinctRowCount: Int
  /// Clusterings that were run to reach a requested number of clusters.
  public let runCount: Int
  /// The preference that was used; the median one where rows differ.
  public let preference: Double
  /// The preference below which there is one cluster, and the one from which every row is its own cluster.
  public let preferenceRange: [Double]
  /// Preferences of the exemplars plus the similarities of all others to theirs; nil without exemplars.
  public let netSimilarity: Double?
  /// Rows that still changed between exemplar and member when the run ended.
  public let oscillatingRows: [Int]
  /// After each iteration; nil if there was no exemplar.
  public let netSimilarityPerIteration: [Double?]
  /// After each iteration.
  public let exemplarCountPerIteration: [Int]
  /// Levels, bridges and agreement with the dense method on a subsample; nil for the dense method.
  public let approximation: ApproximationAudit?
  /// The clustering to whose exemplars the rows were assigned; nil if the rows were clustered.
  public let reference: String?
  /// Whether the rows and those of `reference` were mined with the same checkpoint; nil without a reference.
  public let checkpoints: CheckpointAgreement?
  /// Rows that were left out; nil if all were clustered.
  public let selection: Selection?

  /// Rows that were not clustered.
  public var leftOutCount: Int { selection?.leftOutCount ?? 0 }

  /// The record of a result.
  init(
    id: String, mined: MinedRegions, parameters: [(key: String, value: String)], result: ExemplarClustering,
    selection: Selection? = nil
  ) {
    let audit = result.audit
    schemaVersion = Self.schemaVersion
    self.id = id
    features = mined.contentHash
    dataset = mined.otherDataset
    rowCount = mined.rowCount
    dimension = mined.dimension
    self.parameters = Dictionary(uniqueKeysWithValues: parameters.map { ($0.key, $0.value) })
    converged = audit.converged
    iterations = audit.iterations
    clusterCount = result.clusterCount
    self.selection = selection
    unassignedCount = result.exemplars.count { $0 < 0 } - (selection?.leftOutCount ?? 0)
    distinctRowCount = audit.distinctRowCount
    runCount = audit.runCount
    preference = audit.preference
    preferenceRange = [audit.preferenceRange.minimum, audit.preferenceRange.maximum]
    netSimilarity = audit.netSimilarity.isNaN ? nil : audit.netSimilarity
    oscillatingRows = audit.oscillatingRows
    netSimilarityPerIteration = audit.netSimilarityPerIteration.map { $0.isNaN ? nil : $0 }
    exemplarCountPerIteration = audit.exemplarCountPerIteration
    approximation = audit.approximation
    reference = nil
    checkpoints = nil
  }

  /// The record of rows that were assigned to the exemplars of another clustering. It repeats how that clustering was
  /// made.
  init(
    id: String, mined: MinedRegions, assignment: ClusterAssignment, to reference: ClusteringRecord,
    checkpoints: CheckpointAgreement
  ) {
    schemaVersion = Self.schemaVersion
    self.id = id
    features = mined.contentHash
    dataset = mined.otherDataset
    rowCount = mined.rowCount
    dimension = mined.dimension
    parameters = reference.parameters
    converged = reference.converged
    iterations = 0
    clusterCount = assignment.clusterCount
    unassignedCount = 0
    distinctRowCount = mined.rowCount
    runCount = 0
    preference = reference.preference
    preferenceRange = reference.preferenceRange
    netSimilarity = nil
    oscillatingRows = []
    netSimilarityPerIteration = []
    exemplarCountPerIteration = []
    approximation = nil
    self.reference = reference.id
    self.checkpoints = checkpoints
    selection = nil
  }
}

/// The content of `timing.json`: all that may differ between two runs of the same clustering.
public struct ClusteringTiming: Codable, Sendable, Hashable {
  /// The path of the feature file as it was given.
  public let featuresPath: String
  /// The number of threads.
  public let threadCount: Int
  /// The largest planned memory in bytes.
  public let plannedBytes: Int
  /// Seconds spent on similarities.
  public let similaritySeconds: Double
  /// Seconds spent on message passing.
  public let messageSeconds: Double
  /// Seconds for one iteration of the last run.
  public let secondsPerIteration: Double
}

extension ClusteringRecord {
  /// What to say and do about a clustering that did not converge; nil if it did.
  public var convergenceWarning: String? {
    converged
      ? nil
      : "The clustering did not converge in \(iterations) iterations. Raise cluster.max_iterations or cluster.damping."
  }
}
