import Workbench

/// The final result of a command: as text, or with `--json` as JSON for another program.
public protocol CommandResult {
  /// The result for a terminal.
  var text: String { get }
  /// The result as one line of JSON with a `schemaVersion`.
  func json() throws -> String
}

extension CommandResult where Self: Encodable {
  public func json() throws -> String { try CanonicalJSON.text(self) }
}

extension Console {
  /// A result, to standard output.
  public func say(_ result: some CommandResult, asJSON: Bool) throws {
    say(asJSON ? try result.json() : result.text)
  }
}
