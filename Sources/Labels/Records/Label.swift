import Workbench

/// A place on a picture and what a person calls it. It refers to no region, cluster or network, so it stays valid
/// when these change.
public struct Label: Hashable, Sendable {
  /// The two kinds of label.
  public enum Kind: String, Sendable, CaseIterable {
    /// A patch that was shown and named as a whole; it applies to regions at almost the same place, see
    /// `LabelMatching`.
    case patch
    /// A box drawn around a lesion; it counts like a known lesion of a data set.
    case lesion
  }

  /// Patch or lesion.
  public var kind: Kind
  /// SHA-256 of the picture's file, 64 hexadecimal digits in lower case.
  public var picture: String
  /// Where it is, in source pixels; may leave the picture.
  public var box: Box
  /// What it is called: a lesion term such as `HE`, `none` for a place without a lesion, or any other name.
  public var term: String

  /// A label; `LabelStore` refuses an invalid one.
  public init(kind: Kind, picture: String, box: Box, term: String) {
    self.kind = kind
    self.picture = picture
    self.box = box
    self.term = term
  }

  /// The term of a place that was looked at and shows no lesion.
  public static let noLesion = "none"

  /// Why this label cannot be stored, as a clause; nil if it can.
  var fault: String? {
    if !Self.isHash(picture) { return "\(picture) is not the SHA-256 of a picture" }
    let numbers = box.coordinates
    if !numbers.allSatisfy(\.isFinite) || box.area <= 0 {
      return "\(numbers.map { "\($0)" }.joined(separator: ", ")) is not a box"
    }
    if term.allSatisfy(\.isWhitespace) { return "a label has no term" }
    if kind == .lesion, term == Self.noLesion { return "a lesion box says that there is no lesion" }
    return nil
  }

  /// Whether a text has the form of a SHA-256: 64 hexadecimal digits in lower case.
  static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
