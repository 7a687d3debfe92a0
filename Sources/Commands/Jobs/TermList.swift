import Discovery
import Pipeline
import Workbench

/// `zoomin labels terms`: the controlled list of terms with their other spellings.
public struct TermList: CommandResult {
  private struct Answer: Encodable {
    struct Term: Encodable {
      let term: String
      let meaning: String
      let spellings: [String]
    }

    let schemaVersion = 1
    let terms: [Term]
  }

  /// The list.
  public init() {}

  public var text: String {
    LabelTerm.all.map { term in
      "\(term.name): \(term.meaning.replacing("`", with: ""))\n    \(term.spellings.joined(separator: ", "))"
    }.joined(separator: "\n")
  }

  public func json() throws -> String {
    try CanonicalJSON.text(
      Answer(
        terms: LabelTerm.all.map {
          Answer.Term(
            term: $0.name, meaning: $0.meaning.replacing("`", with: ""), spellings: $0.spellings)
        }))
  }
}
