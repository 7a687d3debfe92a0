import Clustering
import Discovery
import Workbench

/// What became of the clusters of one clustering in another of the same regions.
struct ComparePage: Page {
  /// A cluster.
  struct Side {
    let number: Int
    let url: String
    let size: String
    /// Nil if no tiles were made.
    let source: String?
  }

  /// A cluster of the first and one of the second that share most of their regions.
  struct Pair {
    let first: Side
    let second: Side
    let shared: String
  }

  /// A cluster and what it fell into, or came from.
  struct Division {
    let whole: Side
    let parts: [Side]
  }

  static let template = "compare"
  let frame: Frame
  let title: String
  let facts: String
  /// The comparison the other way round.
  let reverse: String
  let pairs: [Pair]
  let splits: [Division]
  let merges: [Division]
  /// Clusters of the first without a counterpart, and of the second.
  let gone: [Side]
  let new: [Side]

  /// - Throws: `GalleryError` if the two are of different features.
  init(_ one: OpenClustering, _ other: OpenClustering, _ viewing: Viewing) throws(GalleryError) {
    guard one.stored.record.features == other.stored.record.features else {
      throw GalleryError(
        .badRequest,
        "These two clusterings are of different regions. Only those of one feature file can be compared.")
    }
    frame = Frame("Compared with \(other.address.clustering)", below: one.address.crumbs, viewing)
    title = "Clusterings \(one.address.clustering) and \(other.address.clustering)"
    reverse = other.address.comparison(with: one.address)
    let found = PartitionComparison(one.assignment.clusterOfRow, other.assignment.clusterOfRow)
    facts = [
      "\(one.assignment.clusterCount) and \(Counted.text(other.assignment.clusterCount, "cluster"))",
      Counted.text(found.rowCount, "region") + " in both",
      found.adjustedRandIndex.map { "adjusted Rand index \(Words.short($0))" },
      found.adjustedMutualInformation.map { "adjusted mutual information \(Words.short($0))" },
    ].compactMap { $0 }.joined(separator: " · ")
    pairs = found.matches.map {
      Pair(
        first: Side($0.first, of: one), second: Side($0.second, of: other), shared: Words.short($0.jaccard))
    }
    splits = found.splits.map {
      Division(whole: Side($0.whole, of: one), parts: $0.parts.map { Side($0, of: other) })
    }
    merges = found.merges.map {
      Division(whole: Side($0.whole, of: other), parts: $0.parts.map { Side($0, of: one) })
    }
    let kept = Set(found.matches.map(\.first) + found.splits.map(\.whole) + found.merges.flatMap(\.parts))
    let known = Set(found.matches.map(\.second) + found.merges.map(\.whole) + found.splits.flatMap(\.parts))
    gone = one.summaries.indices.filter { !kept.contains($0) }.map { Side($0, of: one) }
    new = other.summaries.indices.filter { !known.contains($0) }.map { Side($0, of: other) }
  }
}

extension ComparePage.Side {
  init(_ number: Int, of clustering: OpenClustering) {
    self.number = number
    url = clustering.address.cluster(number)
    size = Counted.text(clustering.summaries[number].regionCount, "region")
    source =
      clustering.file.tiles == nil ? nil : clustering.address.tile(clustering.assignment.exemplars[number])
  }
}
