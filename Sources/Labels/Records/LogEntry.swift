/// One line of the log: who said what, and when. It is never changed; a later entry may undo it.
public struct LogEntry: Hashable, Sendable {
  /// What was said.
  public enum Content: Hashable, Sendable {
    /// A label of a place on a picture.
    case label(Label)
    /// A verdict about a cluster.
    case verdict(ClusterVerdict)
    /// An earlier entry no longer counts. If that entry is an undo, the entry that it undid counts again.
    case undo(Int64)
  }

  /// The number of the entry, from 1, ascending in the order of writing.
  public let id: Int64
  /// The author.
  public let author: String
  /// The time in UTC: `2026-11-23T15:49:00Z`.
  public let time: String
  /// What was said.
  public let content: Content

  /// The label; nil for other entries.
  public var label: Label? {
    if case .label(let label) = content { label } else { nil }
  }
}
