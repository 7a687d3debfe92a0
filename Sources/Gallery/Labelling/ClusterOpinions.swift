import Labels

/// What each person says about one cluster. Later entries of a person replace earlier ones, field by field; different
/// persons never replace each other's.
struct ClusterOpinions: Hashable {
  /// One person's.
  struct Opinion: Hashable {
    var decision: ClusterVerdict.Decision?
    var name = ""
    var note = ""
    let author: String
    /// When the person last said something.
    var time = ""

    /// `accepted as MA: two of them are vessels`.
    var text: String {
      let decided = decision?.rawValue
      let named = name.isEmpty ? nil : decided == nil ? "named \(name)" : "as \(name)"
      let said = [decided, named].compactMap { $0 }.joined(separator: " ")
      return note.isEmpty ? said : said.isEmpty ? "note: \(note)" : "\(said): \(note)"
    }
  }

  /// Those who said something that counts, in the order in which they first did.
  let all: [Opinion]
  /// The opinion of the person who reads now; an empty one if there is none.
  let own: Opinion
  /// The rows of members that were moved out.
  let movedOut: Set<Int>

  /// - Parameters:
  ///   - entries: verdicts that count, ascending.
  ///   - viewing: who reads now; in blind reading nobody else's opinion is there.
  init(_ entries: [LogEntry], _ viewing: Viewing) {
    let reader = viewing.reader
    var order: [String] = []
    var byAuthor: [String: Opinion] = [:]
    for entry in entries {
      guard case .verdict(let verdict) = entry.content, verdict.member == nil, viewing.shows(entry.author)
      else {
        continue
      }
      if byAuthor[entry.author] == nil { order.append(entry.author) }
      var opinion = byAuthor[entry.author] ?? Opinion(author: entry.author)
      opinion.decision = verdict.decision ?? opinion.decision
      opinion.name = verdict.name ?? opinion.name
      opinion.note = verdict.note ?? opinion.note
      opinion.time = entry.time
      byAuthor[entry.author] = opinion
    }
    all = order.compactMap { byAuthor[$0] }.filter { !$0.text.isEmpty }
    own = byAuthor[reader] ?? Opinion(author: reader)
    movedOut = MovedOut(entries, reader: reader, hearsOthers: !viewing.isBlind).rows
  }

  /// Whether anybody decided or named.
  var isJudged: Bool { all.contains { $0.decision != nil || !$0.name.isEmpty } }

  /// The names that people gave, each once.
  var names: [String] {
    var seen: Set<String> = []
    return all.map(\.name).filter { !$0.isEmpty && seen.insert($0).inserted }
  }
}
