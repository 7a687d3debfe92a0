/// An error that a user reads: one sentence that says what is wrong and where, and one that says what to do.
///
/// Each leaf module has one such type with the facts as typed fields. The prose is composed from them in one place.
/// The program prints `description`, then `remedy`, and exits with `exitCode`.
public protocol ZoominError: Error, CustomStringConvertible, Sendable {
  /// The exit code of the process when nothing handles the error.
  var exitCode: ExitCode { get }
  /// What the user can do about it, as a sentence; nil where there is nothing to add.
  var remedy: String? { get }
}

extension ZoominError {
  /// The whole message as the user sees it, on one line, without a trailing line break.
  ///
  /// Text quoted from files is made printable, so that no file can redraw or fill the terminal.
  public var message: String {
    Sentence.printable(remedy.map { "\(description) \($0)" } ?? description)
  }
}
