import Discovery
import FeatureStore
import Foundation

/// Which patches are alike, from the stored neighbours of each.
struct Likeness: Sendable {
  /// A patch and how well it fits a cluster.
  struct Fit: Hashable {
    let row: Int
    /// Its neighbours that are in the cluster.
    let neighbourCount: Int
  }

  /// Why nothing is known; nil if something is.
  let note: String?
  private let stored: NeighbourFile?

  /// Neighbours of each patch.
  var neighbourCount: Int { stored?.neighbourCount ?? 0 }

  /// The likeness of a clustering's patches. A damaged file is told of on the pages and stops nothing else.
  init(
    of clustering: StoredClustering, _ judgement: Judgement?, _ mined: MinedRegions, in outputs: ServedFolder,
    program: URL
  ) {
    guard let judgement else {
      (stored, note) = (nil, "Which patches are alike is not known: the clusters were not judged.")
      return
    }
    do {
      guard let store = try NeighbourStore(of: clustering, mined, settings: judgement.settings) else {
        (stored, note) = (
          nil,
          "Which patches are alike is not stored: judge.neighbours is 0, or judge.neighbour_rows is below their number."
        )
        return
      }
      guard store.isThere else {
        (stored, note) = (nil, "Which patches are alike is not stored yet. zoomin judge stores it.")
        return
      }
      _ = try outputs.checked(store.url, as: "table of neighbours")
      (stored, note) = (try store.read(program: program), nil)
    } catch {
      (stored, note) = (nil, GalleryError(error).sentence)
    }
  }

  /// The patches most like a patch, the most similar first.
  func neighbours(ofRow row: Int) -> [Int] { stored?.neighbours(ofRow: row).map { Int($0) } ?? [] }

  /// Members of a cluster that fit it badly: fewer than half of their neighbours are in it, or of as many as can be. The
  /// worst first, ties by row.
  func misfits(of cluster: Int, in clustering: ClusterAssignment) -> [Fit] {
    let members = clustering.members[cluster]
    let most = min(neighbourCount, members.count - 1)
    guard most > 0 else { return [] }
    return members.map { fit(of: $0, to: cluster, in: clustering) }
      .filter { 2 * $0.neighbourCount < most }
      .sorted { ($0.neighbourCount, $0.row) < ($1.neighbourCount, $1.row) }
  }

  /// Patches of other clusters, or of none, that would fit: half of their neighbours or more are in the cluster, or of as
  /// many as can be, and more than in their own. The best first, ties by row.
  func strays(from cluster: Int, in clustering: ClusterAssignment) -> [Fit] {
    guard let stored else { return [] }
    let most = min(neighbourCount, clustering.members[cluster].count)
    return (0..<stored.rowCount).lazy.filter { clustering.clusterOfRow[$0] != cluster }
      .map { fit(of: $0, to: cluster, in: clustering) }
      .filter { found in
        let own = clustering.clusterOfRow[found.row]
        return 2 * found.neighbourCount >= most
          && (own < 0 || found.neighbourCount > fit(of: found.row, to: own, in: clustering).neighbourCount)
      }
      .sorted { ($1.neighbourCount, $0.row) < ($0.neighbourCount, $1.row) }
  }

  private func fit(of row: Int, to cluster: Int, in clustering: ClusterAssignment) -> Fit {
    let count = stored?.neighbours(ofRow: row).count { clustering.clusterOfRow[Int($0)] == cluster } ?? 0
    return Fit(row: row, neighbourCount: count)
  }
}

extension Likeness {
  /// The likeness of known neighbours.
  init(_ stored: NeighbourFile) { (self.stored, note) = (stored, nil) }
}
