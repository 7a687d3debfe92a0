import Labels
import Scoring

/// How far two readers agree about each kind of thing that both named.
public struct ReaderComparison: Sendable {
  /// Things of one kind.
  public struct Part: Sendable {
    /// What they are, as a title.
    public let title: String
    /// What both said about each, and how many each named.
    public let things: ReaderPairs.Things
    /// Cohen's kappa and the table of counts.
    public let agreement: NamedAgreement

    init(_ title: String, _ things: ReaderPairs.Things, order: [String]) {
      (self.title, self.things) = (title, things)
      agreement = NamedAgreement(things.pairs, order: order)
    }
  }

  /// Places with patch labels.
  public let patches: Part
  /// Clusters that were accepted or rejected.
  public let decisions: Part
  /// Clusters that were named.
  public let names: Part

  /// - Parameters:
  ///   - entries: those that count.
  ///   - pictures: only patch labels on these count, by SHA-256; nil: on all.
  public init(
    of first: String, and second: String, in entries: [LogEntry], matching: LabelMatching,
    pictures: Set<String>? = nil
  ) {
    let pairs = ReaderPairs(
      first, second, in: entries, matching: matching, pictures: pictures, naming: LabelTerm.short)
    let terms = LabelTerm.controlled.map(\.name)
    patches = Part("Patch labels", pairs.places, order: terms)
    decisions = Part(
      "Clusters accepted or rejected", pairs.decisions,
      order: ClusterVerdict.Decision.allCases.map(\.rawValue))
    names = Part("Names of clusters", pairs.names, order: terms)
  }
}
