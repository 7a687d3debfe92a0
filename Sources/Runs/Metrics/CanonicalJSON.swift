import Foundation

/// JSON with one spelling for one value: sorted keys, slashes as they are, a line break at the end.
public enum CanonicalJSON {
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
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
