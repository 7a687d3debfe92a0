import Labels

/// A form that moves members out of a cluster, or takes them back.
struct SentMembers: Decodable {
  /// Rows.
  var row: [Int]?
  /// `out` or `in`.
  var which: String?

  /// What it says of each row, ascending.
  ///
  /// - Throws: `GalleryError` if no row is chosen, one is not of the cluster, or nothing is said of them.
  func verdicts(on members: [Int], exemplar: Int, cluster: Int, of clustering: String) throws(GalleryError)
    -> [ClusterVerdict]
  {
    let decision: ClusterVerdict.Decision
    switch which {
    case "out": decision = .rejected
    case "in": decision = .accepted
    default: throw GalleryError(.badRequest, "The patches are to be moved neither out nor in.")
    }
    return try SentLabels(row: row).rows(of: members, cluster: cluster).map {
      ClusterVerdict(clustering: clustering, exemplar: exemplar, member: $0, decision: decision)
    }
  }
}
