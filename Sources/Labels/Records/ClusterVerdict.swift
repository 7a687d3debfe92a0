/// What a person says about a cluster, or about whether one patch belongs to it. It does not label the members unless the person asks for that.
public struct ClusterVerdict: Hashable, Sendable {
  /// The decision.
  public enum Decision: String, Sendable, CaseIterable {
    /// The cluster shows one thing; the member belongs to it.
    case accepted
    /// The cluster shows several things, or nothing; the member does not belong to it.
    case rejected
  }

  /// The id of the clustering.
  public var clustering: String
  /// The row of the cluster's exemplar, which identifies the cluster within the clustering.
  public var exemplar: Int
  /// The row of the member that it is about; nil: the cluster as a whole.
  public var member: Int?
  /// The decision; nil if only a name or a note is given.
  public var decision: Decision?
  /// The name of the cluster.
  public var name: String?
  /// A remark.
  public var note: String?

  /// A verdict. `LabelStore` refuses one without decision, name and note.
  public init(
    clustering: String, exemplar: Int, member: Int? = nil, decision: Decision? = nil, name: String? = nil,
    note: String? = nil
  ) {
    self.clustering = clustering
    self.exemplar = exemplar
    self.member = member
    self.decision = decision
    self.name = name
    self.note = note
  }

  /// Why this verdict cannot be stored, as a clause; nil if it can.
  var fault: String? {
    if clustering.isEmpty || exemplar < 0 { return "a verdict names no cluster" }
    if let member {
      if member < 0 { return "a verdict names no member" }
      if decision == nil || name != nil || note != nil {
        return "a verdict about a member is a decision, without name and note"
      }
    }
    return decision == nil && name == nil && note == nil
      ? "a verdict has neither decision, name nor note" : nil
  }
}
