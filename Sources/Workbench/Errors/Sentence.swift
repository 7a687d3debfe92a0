/// Makes text of unknown origin fit for one line of a terminal.
public enum Sentence {
  /// The most Unicode scalars that a printable text has.
  static let maximumCount = 700

  /// The text with control characters spelled out (`\\u{1b}`) and, where it is long, its middle left out.
  public static func printable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in shortened(text.unicodeScalars) {
      if isInvisible(scalar) {
        scalars.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  // MARK: -

  private static func shortened(_ scalars: String.UnicodeScalarView) -> [Unicode.Scalar] {
    let isLong = scalars.index(scalars.startIndex, offsetBy: maximumCount, limitedBy: scalars.endIndex) != nil
    guard isLong else { return Array(scalars) }
    return Array(scalars.prefix(maximumCount * 2 / 3)) + Array(" ... ".unicodeScalars)
      + Array(scalars.suffix(maximumCount / 4))
  }

  /// Whether a terminal would act on the scalar instead of showing it: controls, line separators, changes of the
  /// writing direction.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    default: false
    }
  }
}
