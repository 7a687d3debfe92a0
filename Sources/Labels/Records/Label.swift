import Workbench

/// A place on a picture and what a person calls it. It knows no region, no cluster and no network, and so outlives them.
public struct Label: Hashable, Sendable {
  /// What the place stands for.
  public enum Kind: String, Sendable, CaseIterable {
    /// A patch that was shown and named as a whole; it speaks for regions that lie nearly there, see `LabelMatching`.
    case patch
    /// A box drawn around a lesion; it counts as a lesion known from a data set does.
    case lesion
  }

  /// What the place stands for.
  public var kind: Kind
  /// SHA-256 of the picture's file, 64 hexadecimal digits in lower case.
  public var picture: String
  /// Where it is, in source pixels; may leave the picture.
  public var box: Box
  /// What it is called: a lesion term such as `HE`, `none` for a place without a lesion, or any other name.
  public var term: String

  /// A label; `LabelStore` says what it refuses.
  public init(kind: Kind, picture: String, box: Box, term: String) {
    self.kind = kind
    self.picture = picture
    self.box = box
    self.term = term
  }

  /// The term of a place that was looked at and shows no lesion.
  public static let noLesion = "none"

  /// Why this is no label, as a clause; nil for one that can be kept.
  var fault: String? {
    let isHash =
      picture.utf8.count == 64
      && picture.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
    if !isHash { return "\(picture) is no SHA-256 of a picture" }
    let numbers = box.coordinates
    if !numbers.allSatisfy(\.isFinite) || box.area <= 0 {
      return "\(numbers.map { "\($0)" }.joined(separator: ", ")) is no box"
    }
    if term.allSatisfy(\.isWhitespace) { return "a label has no term" }
    if kind == .lesion, term == Self.noLesion { return "a lesion box says that there is no lesion" }
    return nil
  }
}
