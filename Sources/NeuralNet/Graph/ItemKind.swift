/// What one row of a batch is: an eye, a patch. A plan is made for a count of each kind.
public struct ItemKind: Hashable, Sendable, CustomStringConvertible {
  /// The name of the kind, as it appears in messages.
  public let name: String

  /// The kind of this name; two kinds of the same name are the same kind.
  public init(_ name: String) { self.name = name }

  public var description: String { name }

  /// The kind of a loss: one value for the whole batch.
  static let batch = ItemKind("batch")
}
