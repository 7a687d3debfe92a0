/// The five grades of diabetic retinopathy, 0 (none) to 4 (proliferative).
///
/// A grade is an `Int?` everywhere; nil is unknown.
///
/// Source: Wilkinson et al. 2003, international clinical diabetic retinopathy severity scale.
public enum Grade {
  /// How many grades there are.
  public static let count = 5
  /// The grades in order.
  public static let all = 0..<count
  /// The lowest grade at which a patient is referred to a specialist.
  public static let referable = 2

  /// The content of a table's cell.
  public enum Reading: Equatable, Sendable {
    /// A grade, 0 ... 4.
    case known(Int)
    /// A blank cell, or one of the spellings in which tables write "not known" (`-1`, `NA`, `NaN`).
    case unknown
    /// Anything else.
    case wrong
  }

  /// Reads a cell of a table; `2` and `2.0` are the same grade.
  public static func read(_ text: String) -> Reading {
    if ["", "-1", "na", "nan", "unknown"].contains(text.lowercased()) { return .unknown }
    guard let value = Double(text), let grade = Int(exactly: value), all.contains(grade) else {
      return .wrong
    }
    return .known(grade)
  }
}
