import Foundation
import Synchronization

/// The table of unusual input and what the program answers, where `ZOOMIN_INPUT_TABLE` names a file for it.
enum InputTable {
  private static let rows = Mutex<Set<String>>([])

  /// Adds a row; rows are sorted by item.
  ///
  /// - Parameter says: what is printed, or what became of the input.
  static func note(_ item: String, _ arguments: [String], says: String, _ exitCode: Int32) throws {
    guard let path = ProcessInfo.processInfo.environment["ZOOMIN_INPUT_TABLE"] else { return }
    let cells = [item, "`zoomin \(arguments.joined(separator: " "))`", says, "\(exitCode)"]
    let row = "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    let all = rows.withLock { rows in
      rows.insert(row)
      return rows
    }
    let head = ["| item | command | what the program says | exit code |", "|---|---|---|---|"]
    try Data((head + all.sorted()).joined(separator: "\n").appending("\n").utf8).write(
      to: URL(filePath: path))
  }

  /// Adds a row of what a program printed, the folder that it was started in spelled `{}`.
  static func note(
    _ item: String, _ arguments: [String], _ outcome: Program.Outcome, in program: Program
  ) throws {
    let stream = outcome.exitCode > 1 ? outcome.error : outcome.output
    let last = stream.split(separator: "\n").last.map(String.init) ?? ""
    try note(
      item, arguments, says: last.replacing(program.folder.path, with: "{}").replacing("zoomin: ", with: ""),
      outcome.exitCode)
  }
}
