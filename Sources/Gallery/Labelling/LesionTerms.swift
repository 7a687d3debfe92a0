import Fundus
import Labels

/// The lesion terms that a reader is offered.
enum LesionTerms {
  /// A term and what it means.
  struct Term {
    let value: String
    let name: String
  }

  /// The terms of the lesion table, and the one for no lesion.
  static let all = lesions + [Term(value: Label.noLesion, name: "no lesion")]

  /// The terms of the lesion table.
  static let lesions =
    LesionType.allCases.map { type in
      Term(
        value: type.rawValue,
        name: (LesionType.aliases[type]?.first ?? "").map { $0 == "_" ? " " : String($0) }.joined())
    }
}
