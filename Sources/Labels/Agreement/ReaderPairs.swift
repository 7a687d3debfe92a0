import Workbench

/// What two readers called the same things: places on pictures, and clusters.
public struct ReaderPairs: Sendable {
  /// Things of one kind that both named.
  public struct Things: Sendable {
    /// What the first and the second reader said about each.
    public var pairs: [(first: String, second: String)] = []
    /// How many the first reader named.
    public var firstCount = 0
    /// How many the second reader named.
    public var secondCount = 0
  }

  /// Places with patch labels.
  ///
  /// A place of a reader is a box on a picture. Several names that a reader gave to one box are one name,
  /// such as `HE + MA`. Places of two readers are the same by `LabelMatching.pairs`.
  public private(set) var places = Things()
  /// Clusters that were accepted or rejected.
  public private(set) var decisions = Things()
  /// Clusters that were named.
  public private(set) var names = Things()

  /// - Parameters:
  ///   - entries: those that count.
  ///   - pictures: only patch labels on these count, by SHA-256; nil: on all.
  ///   - naming: how a term is spelt for comparison.
  public init(
    _ first: String, _ second: String, in entries: [LogEntry], matching: LabelMatching,
    pictures: Set<String>? = nil, naming: (String) -> String
  ) {
    let (one, other) = (
      Reader(first, in: entries, pictures: pictures, naming: naming),
      Reader(second, in: entries, pictures: pictures, naming: naming)
    )
    for picture in Set(one.places.keys).union(other.places.keys).sorted() {
      let (mine, theirs) = (one.places[picture] ?? [:], other.places[picture] ?? [:])
      let (boxes, others) = (Self.sorted(mine.keys), Self.sorted(theirs.keys))
      places.firstCount += boxes.count
      places.secondCount += others.count
      places.pairs += matching.pairs(of: boxes, with: others).map { i, j in
        (Self.name(mine[boxes[i]]!), Self.name(theirs[others[j]]!))
      }
    }
    decisions = Self.shared(one.decisions, other.decisions)
    names = Self.shared(one.names, other.names)
  }

  // MARK: -

  private struct Cluster: Hashable {
    let clustering: String
    let exemplar: Int
  }

  /// What one person says. A later verdict about a cluster replaces an earlier one, field by field.
  private struct Reader {
    var places: [String: [Box: Set<String>]] = [:]
    var decisions: [Cluster: String] = [:]
    var names: [Cluster: String] = [:]

    init(_ name: String, in entries: [LogEntry], pictures: Set<String>?, naming: (String) -> String) {
      // Numbers do not tell which verdict is the last, because merges add earlier ones of other stores.
      for entry in entries.sorted(by: { ($0.time, $0.id) < ($1.time, $1.id) }) where entry.author == name {
        switch entry.content {
        case .label(let label):
          guard label.kind == .patch, pictures?.contains(label.picture) ?? true else { continue }
          places[label.picture, default: [:]][label.box, default: []].insert(naming(label.term))
        case .verdict(let verdict):
          guard verdict.member == nil else { continue }
          let cluster = Cluster(clustering: verdict.clustering, exemplar: verdict.exemplar)
          if let decision = verdict.decision { decisions[cluster] = decision.rawValue }
          // An empty name takes the earlier one back.
          if let name = verdict.name { names[cluster] = name.isEmpty ? nil : naming(name) }
        case .undo: continue
        }
      }
    }
  }

  private static func sorted(_ boxes: some Collection<Box>) -> [Box] {
    boxes.sorted { $0.coordinates.lexicographicallyPrecedes($1.coordinates) }
  }

  private static func name(_ terms: Set<String>) -> String {
    terms.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: " + ")
  }

  private static func shared(_ first: [Cluster: String], _ second: [Cluster: String]) -> Things {
    Things(
      pairs: first.compactMap { cluster, said in second[cluster].map { (said, $0) } },
      firstCount: first.count, secondCount: second.count)
  }
}
