/// How the pictures of one run differ from those of another.
public struct PictureDifferences: Hashable, Sendable, Encodable {
  /// A picture of both with another value of some kind.
  public struct Change: Hashable, Sendable, Encodable {
    /// The name of the picture.
    public let image: String
    /// The value in the first run.
    public let before: String
    /// The value in the second run.
    public let after: String
  }

  /// Pictures of the second run only.
  public let added: [String]
  /// Pictures of the first run only.
  public let removed: [String]
  /// Pictures with another grade; `unknown` stands for no grade.
  public let regraded: [Change]
  /// Pictures in another split.
  public let resplit: [Change]
  /// Pictures of another patient, or of another eye: `patient eye`.
  public let reassigned: [Change]
  /// Pictures whose file has another content: SHA-256.
  public let replaced: [Change]

  /// Whether there is no difference.
  public var isEmpty: Bool {
    added.isEmpty && removed.isEmpty && [regraded, resplit, reassigned, replaced].allSatisfy(\.isEmpty)
  }

  /// The differences between two tables, in the order of the tables.
  public init(from before: PictureTable, to after: PictureTable) {
    let first = Dictionary(before.rows.map { ($0.image, $0) }) { one, _ in one }
    let second = Set(after.rows.map(\.image))
    added = after.rows.map(\.image).filter { first[$0] == nil }
    removed = before.rows.map(\.image).filter { !second.contains($0) }
    func changes(_ value: (PictureTable.Row) -> String) -> [Change] {
      after.rows.compactMap { row in
        guard let earlier = first[row.image], value(earlier) != value(row) else { return nil }
        return Change(image: row.image, before: value(earlier), after: value(row))
      }
    }
    regraded = changes { $0.grade.map(String.init) ?? "unknown" }
    resplit = changes(\.split)
    reassigned = changes { "\($0.patient) \($0.eye)" }
    replaced = changes(\.sha256)
  }
}
