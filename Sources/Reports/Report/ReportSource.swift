import Discovery
import Runs

/// What the page about a run is made from, beside the records of the run itself.
public struct ReportSource: Sendable {
  /// One key of the experiment.
  public struct Setting: Sendable {
    /// The section, such as `cluster`.
    public let section: String
    /// The key within it.
    public let name: String
    /// The value as YAML spells it.
    public let value: String
    /// The default as YAML spells it.
    public let fallback: String

    /// A key with its value.
    public init(section: String, name: String, value: String, fallback: String) {
      (self.section, self.name, self.value, self.fallback) = (section, name, value, fallback)
    }
  }

  /// One clustering of the run.
  public struct Clustering: Sendable {
    /// What was clustered, such as "dark spots".
    public let rows: String
    /// The clustering.
    public let stored: StoredClustering
    /// The rows of the feature file.
    public let mined: MinedRegions

    /// A clustering of some rows.
    public init(rows: String, stored: StoredClustering, mined: MinedRegions) {
      (self.rows, self.stored, self.mined) = (rows, stored, mined)
    }
  }

  /// The run.
  public var run: RunDirectory
  /// The name of the experiment.
  public var name: String
  /// A sentence about it; nil for none.
  public var description: String?
  /// What the page shows.
  public var configuration: ReportConfiguration
  /// What the run is doing, or how it ended; nil while a stage of it makes the page as its last work.
  public var status: RunStatus?
  /// What decides the grades, such as `y`.
  public var decidingHead: String
  /// The splits on which results are reported, in order.
  public var splits: [String]
  /// Pictures by split, in order; empty before they are prepared.
  public var pictureCounts: [(split: String, count: Int)]
  /// Pictures that could not be prepared.
  public var skippedCount: Int
  /// Whether the program drew the photographs.
  public var isDrawn: Bool
  /// Every key, in the order of the schema.
  public var settings: [Setting]
  /// The rows whose pictures have attention panels; nil before they are mined.
  public var mined: MinedRegions?
  /// In the order in which they are shown.
  public var clusterings: [Clustering]

  /// The source of a page about a run of which nothing is known yet.
  public init(run: RunDirectory, name: String, configuration: ReportConfiguration, decidingHead: String) {
    (self.run, self.name, self.configuration) = (run, name, configuration)
    self.decidingHead = decidingHead
    (splits, pictureCounts, settings, clusterings) = ([], [], [], [])
    (skippedCount, isDrawn) = (0, false)
  }
}
