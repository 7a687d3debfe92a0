/// The name that a cluster gets from the labels of its members.
struct NameProposal: Hashable {
  /// A term and the members that carry it.
  struct Count: Hashable {
    let term: String
    let memberCount: Int
  }

  /// The most frequent first, ties by term.
  let counts: [Count]
  /// Members that people call different things.
  let conflictCount: Int
  /// Members without a label.
  let unlabelledCount: Int
  /// The term of most labelled members; nil if no term has more than half of them.
  let name: String?

  /// - Parameters:
  ///   - members: rows.
  ///   - labels: those that apply, by row.
  init(of members: [Int], labels: [Int: [PatchLabel]]) {
    var byTerm: [String: Int] = [:]
    var conflictCount = 0
    var unlabelledCount = 0
    for row in members {
      let terms = Set((labels[row] ?? []).map(\.term))
      switch terms.count {
      case 0: unlabelledCount += 1
      case 1: byTerm[terms.first ?? "", default: 0] += 1
      default: conflictCount += 1
      }
    }
    counts = byTerm.map { Count(term: $0.key, memberCount: $0.value) }
      .sorted { ($1.memberCount, $0.term) < ($0.memberCount, $1.term) }
    self.conflictCount = conflictCount
    self.unlabelledCount = unlabelledCount
    let labelledCount = members.count - unlabelledCount
    name = counts.first.flatMap { 2 * $0.memberCount > labelledCount ? $0.term : nil }
  }

  /// `MA 12, vessels 2, 1 with different labels, 30 without`; nil if no member is labelled.
  var text: String? {
    guard !counts.isEmpty || conflictCount > 0 else { return nil }
    return
      (counts.map { "\($0.term) \($0.memberCount)" }
      + (conflictCount > 0 ? ["\(conflictCount) with different labels"] : [])
      + (unlabelledCount > 0 ? ["\(unlabelledCount) without"] : [])).joined(separator: ", ")
  }
}
