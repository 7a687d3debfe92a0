import Runs

/// A result that `--json` prints: one object on one line, with a `schemaVersion`.
protocol MachineReadable {
  associatedtype Answer: Encodable
  /// The object; its first field is `schemaVersion`.
  var answer: Answer { get }
}

extension MachineReadable {
  /// The object as one line of JSON, without a line break at its end.
  public func json() throws -> String {
    String(decoding: try CanonicalJSON.line(answer).dropLast(), as: UTF8.self)
  }
}
