import TestSupport
import Testing

@testable import Clustering

@Suite struct SharedSimilaritiesTests {
  private let columnCount = 5

  /// Blobs, some rows of which are copies of others.
  private func features(copies: Bool) -> [Float] {
    let blobs = Drawn.blobs(rowCount: 40, columnCount: columnCount, clusterCount: 4, seed: 11)
    return copies ? blobs + blobs.prefix(6 * columnCount) : blobs
  }

  @Test(arguments: [false, true], [Compatibility.none, .scikitLearn, .apcluster])
  func `exemplars from the shared square are those from the features, by the same rows`(
    copies: Bool, compatibility: Compatibility
  ) throws {
    let configuration = ClusteringConfiguration(compatibility: compatibility)
    let features = features(copies: copies)
    let shared = SharedSimilarities(features: features, columnCount: columnCount)
    let alone = try AffinityPropagation(configuration).cluster(
      features, columnCount: columnCount, budget: .tests)
    for _ in 0..<2 {
      let together = try shared.cluster(configuration, budget: .tests, progress: nil)
      #expect(together.clusters == alone.clusters)
      #expect(together.exemplars == alone.exemplars && together.labels == alone.labels)
      #expect(together.similarities.map(\.bitPattern) == alone.similarities.map(\.bitPattern))
      #expect(together.audit.oscillatingRows == alone.audit.oscillatingRows)
      #expect(together.audit.netSimilarity == alone.audit.netSimilarity)
    }
  }

  @Test func `a square is made once for what compares rows alike, and again for what does not`() throws {
    let shared = SharedSimilarities(features: features(copies: false), columnCount: columnCount)
    var other = ClusteringConfiguration()
    other.damping = 0.7
    #expect(SharedSimilarities.share(ClusteringConfiguration(), other))
    let first = try shared.square(ClusteringConfiguration(), budget: .tests)
    #expect(try shared.square(other, budget: .tests).rows == first.rows)
    let compatible = ClusteringConfiguration(compatibility: .apcluster)
    #expect(!SharedSimilarities.share(compatible, other))
    #expect(try shared.square(compatible, budget: .tests).rows == Array(0..<40))
    #expect(first.rows != Array(0..<40) && first.rows.sorted() == Array(0..<40))
    for (position, row) in first.rows.enumerated() { #expect(first.positions[row] == position) }
  }

  @Test func `a clustering of some rows is told by the rows of the whole, the others without an exemplar`()
    throws
  {
    let features = features(copies: false)
    let rows = Array(stride(from: 1, to: 40, by: 2))
    let shared = SharedSimilarities(features: features, columnCount: columnCount)
    let part = try AffinityPropagation(ClusteringConfiguration()).cluster(
      shared.features(of: rows), columnCount: columnCount, budget: .tests)
    let whole = ExemplarClustering(part, of: rows, rowCount: 40)
    #expect(whole.labels.indices.filter { whole.labels[$0] < 0 } == Array(stride(from: 0, to: 40, by: 2)))
    #expect(rows.map { whole.labels[$0] } == part.labels)
    #expect(whole.clusters.map(\.exemplar) == part.clusters.map { rows[$0.exemplar] })
    #expect(whole.clusters.map(\.members) == part.clusters.map { $0.members.map { rows[$0] } })
    #expect(whole.similarities[0].isNaN && whole.exemplars[0] == -1)
  }
}
