import Labels

/// The members of a cluster that people moved out of it.
struct MovedOut: Hashable {
  /// Their rows.
  let rows: Set<Int>

  /// A member is out if the reader says so; or if another reader does and this one says nothing.
  ///
  /// - Parameters:
  ///   - entries: verdicts on the cluster that count, ascending.
  ///   - viewing: who reads now; in blind reading nobody else's verdict counts.
  init(_ entries: [LogEntry], _ viewing: Viewing) {
    var own: [Int: ClusterVerdict.Decision] = [:]
    var others: [Int: [String: ClusterVerdict.Decision]] = [:]
    for entry in entries {
      guard case .verdict(let verdict) = entry.content, let member = verdict.member,
        let decision = verdict.decision, viewing.shows(entry.author)
      else { continue }
      if entry.author == viewing.reader {
        own[member] = decision
      } else {
        others[member, default: [:]][entry.author] = decision
      }
    }
    rows = Set(own.filter { $0.value == .rejected }.keys).union(
      others.filter { own[$0.key] == nil && $0.value.values.contains(.rejected) }.keys)
  }
}

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
