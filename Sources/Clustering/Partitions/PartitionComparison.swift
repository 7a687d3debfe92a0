/// What became of the clusters of one clustering in another one of the same rows.
public struct PartitionComparison: Codable, Hashable, Sendable {
  /// Two clusters that share more than half of the rows that either has. A cluster has one such partner at most.
  public struct Match: Codable, Hashable, Sendable {
    /// The cluster of the first clustering.
    public let first: Int
    /// The cluster of the second.
    public let second: Int
    /// Rows in both over rows in either, above 0.5.
    public let jaccard: Double
  }

  /// A cluster without a match, most of whose rows are those of several clusters on the other side.
  public struct Division: Codable, Hashable, Sendable {
    /// The cluster that is divided.
    public let whole: Int
    /// The clusters that each lie mostly inside it, by number.
    public let parts: [Int]
  }

  /// Rows that have a cluster in both; the others do not enter.
  public let rowCount: Int
  /// Agreement of pairs of rows, adjusted for chance; nil without rows.
  public let adjustedRandIndex: Double?
  /// Adjusted mutual information; nil without rows.
  public let adjustedMutualInformation: Double?
  /// Clusters that stayed, by number in the first.
  public let matches: [Match]
  /// Clusters of the first that fell apart in the second.
  public let splits: [Division]
  /// Clusters of the second into which several of the first went.
  public let merges: [Division]

  /// Compares two labellings of the same rows; below 0 a row has no cluster.
  public init(_ first: [Int], _ second: [Int]) {
    precondition(first.count == second.count, "both partitions label the same rows")
    let rows = first.indices.filter { first[$0] >= 0 && second[$0] >= 0 }
    let (one, other) = (rows.map { first[$0] }, rows.map { second[$0] })
    rowCount = rows.count
    adjustedRandIndex = rows.isEmpty ? nil : PartitionMeasures.adjustedRandIndex(one, other)
    adjustedMutualInformation = rows.isEmpty ? nil : PartitionMeasures.adjustedMutualInformation(one, other)
    let overlap = Overlap(one, other)
    let matches = overlap.matches
    self.matches = matches
    splits = overlap.divisions(except: Set(matches.map(\.first)))
    merges = overlap.transposed.divisions(except: Set(matches.map(\.second)))
  }
}

/// How many rows each pair of clusters shares.
private struct Overlap {
  var sizes: [Int: Int] = [:]
  var otherSizes: [Int: Int] = [:]
  /// Shared rows, by cluster and by cluster of the other side.
  var shared: [Int: [Int: Int]] = [:]

  init(_ one: [Int], _ other: [Int]) {
    for (cluster, partner) in zip(one, other) {
      sizes[cluster, default: 0] += 1
      otherSizes[partner, default: 0] += 1
      shared[cluster, default: [:]][partner, default: 0] += 1
    }
  }

  private init() {}

  var transposed: Overlap {
    var result = Overlap()
    (result.sizes, result.otherSizes) = (otherSizes, sizes)
    for (cluster, partners) in shared {
      for (partner, count) in partners { result.shared[partner, default: [:]][cluster] = count }
    }
    return result
  }

  var matches: [PartitionComparison.Match] {
    shared.flatMap { cluster, partners in
      partners.compactMap { partner, count -> PartitionComparison.Match? in
        let either = sizes[cluster, default: 0] + otherSizes[partner, default: 0] - count
        guard 2 * count > either else { return nil }
        return PartitionComparison.Match(
          first: cluster, second: partner, jaccard: Double(count) / Double(either))
      }
    }.sorted { $0.first < $1.first }
  }

  func divisions(except matched: Set<Int>) -> [PartitionComparison.Division] {
    shared.keys.sorted().compactMap { cluster in
      guard !matched.contains(cluster), let partners = shared[cluster], let size = sizes[cluster] else {
        return nil
      }
      let parts = partners.filter { 2 * $0.value > otherSizes[$0.key, default: 0] }
      guard parts.count > 1, 2 * parts.values.reduce(0, +) > size else { return nil }
      return PartitionComparison.Division(whole: cluster, parts: parts.keys.sorted())
    }
  }
}
