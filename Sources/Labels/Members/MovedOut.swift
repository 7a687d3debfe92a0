/// The members of a cluster that people moved out of it.
public struct MovedOut: Hashable, Sendable {
  /// Their rows.
  public let rows: Set<Int>

  /// A member is out if the reader says so; or if another reader does and this one says nothing.
  ///
  /// - Parameters:
  ///   - entries: verdicts on the cluster that count, the earliest first.
  ///   - reader: whose word counts most.
  ///   - hearsOthers: whether other readers' verdicts count at all.
  public init(_ entries: [LogEntry], reader: String, hearsOthers: Bool = true) {
    var own: [Int: ClusterVerdict.Decision] = [:]
    var others: [Int: [String: ClusterVerdict.Decision]] = [:]
    for entry in entries {
      guard case .verdict(let verdict) = entry.content, let member = verdict.member,
        let decision = verdict.decision
      else { continue }
      if entry.author == reader {
        own[member] = decision
      } else if hearsOthers {
        others[member, default: [:]][entry.author] = decision
      }
    }
    rows = Set(own.filter { $0.value == .rejected }.keys).union(
      others.filter { own[$0.key] == nil && $0.value.values.contains(.rejected) }.keys)
  }
}
