/// The exit code of the process; numbers of `sysexits.h` where one fits.
///
/// A test compares the table in the article `Command-line.md` with these cases.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Everything asked for was done.
  case done = 0
  /// A valid run with a negative answer (a clustering that did not converge, under `--strict`).
  case negative = 1
  /// The command line itself is wrong.
  case usage = 64
  /// The data are wrong: a malformed file, a non-finite loss.
  case badData = 65
  /// An input that was named does not exist.
  case missingInput = 66
  /// There is not enough memory, or something necessary is missing.
  case unavailable = 69
  /// A defect of the program.
  case `internal` = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed part-way.
  case inputOutput = 74
  /// Another process is writing the run.
  case locked = 75
  /// A key of the configuration is wrong.
  case configuration = 78
  /// Interrupted by SIGINT.
  case interrupted = 130
  /// Terminated by SIGTERM.
  case terminated = 143
}
