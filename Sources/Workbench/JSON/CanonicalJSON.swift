import Foundation

/// JSON with one spelling for one value: sorted keys, slashes as they are, a line break at the end.
///
/// JSON has no numbers that are not finite. Such a number is written as the text `"inf"`, `"-inf"` or `"nan"`, and
/// `decode` reads these texts back as numbers. A value that does not exist (a mean of no rows) is nil in its type and
/// has no key in the file.
public enum CanonicalJSON {
  static let infinity = "inf"
  static let negativeInfinity = "-inf"
  static let notANumber = "nan"

  /// A value on many lines, for people.
  public static func data(_ value: some Encodable) throws -> Data {
    try encode(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// A value on one line, for logs and programs.
  public static func line(_ value: some Encodable) throws -> Data {
    try encode(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  /// A value on one line without a line break, for `--json`.
  public static func text(_ value: some Encodable) throws -> String {
    String(decoding: try line(value).dropLast(), as: UTF8.self)
  }

  // MARK: -

  private static func encode(_ value: some Encodable, _ format: JSONEncoder.OutputFormatting) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = format
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber)
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
