/// What a person says of a cluster. It becomes labels of the members only by an explicit act.
public struct ClusterVerdict: Hashable, Sendable {
  /// The decision.
  public enum Decision: String, Sendable, CaseIterable {
    /// The cluster is one thing.
    case accepted
    /// The cluster is not one thing, or nothing.
    case rejected
  }

  /// The id of the clustering.
  public var clustering: String
  /// The row of the cluster's exemplar, which names the cluster within the clustering.
  public var exemplar: Int
  /// Nil where only a name or a note is given.
  public var decision: Decision?
  /// What the cluster is called.
  public var name: String?
  /// Anything else.
  public var note: String?

  /// A verdict; one without decision, name and note is refused by `LabelStore`.
  public init(
    clustering: String, exemplar: Int, decision: Decision? = nil, name: String? = nil, note: String? = nil
  ) {
    self.clustering = clustering
    self.exemplar = exemplar
    self.decision = decision
    self.name = name
    self.note = note
  }

  /// Why this is no verdict, as a clause; nil for one that can be kept.
  var fault: String? {
    if clustering.isEmpty || exemplar < 0 { return "a verdict names no cluster" }
    return decision == nil && name == nil && note == nil
      ? "a verdict has neither decision, name nor note" : nil
  }
}
