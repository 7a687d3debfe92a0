import Foundation
import Testing

/// One kind of input that a user may give, and what the program must answer.
struct InputCase: Sendable, CustomTestStringConvertible {
  /// The item of the list of bad input that it belongs to.
  let item: String
  /// The command line.
  let arguments: [String]
  /// The exit code.
  let exitCode: Int32
  /// Whole lines of standard error (after `zoomin: ` or `warning: `) or of standard output; `{}` stands for the folder
  /// that the program was started in.
  let lines: [String]
  /// Makes the input.
  let prepare: @Sendable (Program) throws -> Void

  init(
    _ item: String, _ arguments: String, exits exitCode: Int32, _ lines: String...,
    given prepare: @escaping @Sendable (Program) throws -> Void = { _ in }
  ) {
    self.item = item
    self.arguments = arguments.split(separator: " ").map(String.init)
    self.exitCode = exitCode
    self.lines = lines
    self.prepare = prepare
  }

  var testDescription: String { "\(item): \(arguments.joined(separator: " "))" }

  /// What the program says, line by line, without what says who speaks, and with `{}` for the folder.
  func said(_ outcome: Program.Outcome, in program: Program) -> [String] {
    (outcome.error + outcome.output).split(separator: "\n").map { line in
      var line = String(line).replacing(program.folder.path, with: "{}")
      for speaker in ["zoomin: ", "warning: "] where line.hasPrefix(speaker) {
        line = String(line.dropFirst(speaker.count))
      }
      return line.trimmingCharacters(in: .whitespaces)
    }
  }

  /// What of it the table of all inputs shows.
  func shown(_ outcome: Program.Outcome, in program: Program) -> String {
    let said = said(outcome, in: program)
    return lines.isEmpty
      ? "(nothing to complain about)" : lines.filter(said.contains).joined(separator: " / ")
  }
}
