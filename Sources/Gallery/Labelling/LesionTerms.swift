import Discovery

/// The terms that a reader is offered, see `LabelTerm`.
enum LesionTerms {
  /// A term and what it means.
  struct Term {
    let value: String
    let name: String
  }

  /// The controlled list with every spelling, so that a reader finds a term by any of them.
  static let all = LabelTerm.all.map(term)

  /// Those that a box can have.
  static let lesions = LabelTerm.all.filter { $0.group != "no lesion" }.map(term)

  /// The terms themselves.
  static let names = Set(LabelTerm.all.map(\.name))

  private static func term(_ term: LabelTerm) -> Term {
    Term(
      value: term.name, name: ([term.meaning.filter { $0 != "`" }] + term.spellings).joined(separator: ", "))
  }
}
