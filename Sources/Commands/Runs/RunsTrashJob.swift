import Foundation
import Pipeline
import Runs
import Workbench

/// `zoomin runs rm`, `restore` and `empty-trash`: runs that nobody needs go to a trash first.
public struct RunsTrashJob {
  private let outputs: String
  private let console: Console

  /// The trash of a folder of outputs.
  public init(outputs: String, console: Console) {
    self.outputs = outputs
    self.console = console
  }

  /// A run and where it lies now.
  struct Moved: Encodable {
    let run: String
    let place: String
  }

  /// The runs that were moved.
  public struct Result: CommandResult, Encodable {
    let schemaVersion = 1
    let runs: [Moved]
    let sentence: String

    enum CodingKeys: CodingKey { case schemaVersion, runs }

    /// Where each run lies now, and what can be done next.
    public var text: String {
      (runs.map { "\($0.run) is now \($0.place)" } + [sentence]).joined(separator: "\n")
    }
  }

  /// Moves runs to the trash, with a warning for each thing that refers to one of them.
  ///
  /// - Throws: `RunsError` if there is no such run, or if it is at work.
  public func remove(_ words: [String], isForced: Bool) throws -> Result {
    let runs = try words.map { try NamedRun.directory($0, outputs: outputs) }.reduce(into: [RunDirectory]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    for run in runs {
      for reference in try RunReference.all(to: run) {
        console.warn("\(RunFinder.name(run)) is still needed: \(reference.clause).")
      }
    }
    let moved = try move(runs) { run in
      let removed = try RunTrash(run.outputs).remove(run, isForced: isForced)
      return Moved(run: removed.name, place: removed.run.url.path)
    }
    let names = moved.map { ShellWord.quoted($0.run) }.joined(separator: " ")
    let option = outputs == NamedRun.outputs ? "" : " --outputs \(ShellWord.quoted(outputs))"
    return Result(
      runs: moved,
      sentence: "To get \(moved.count == 1 ? "it" : "them") back: zoomin runs restore \(names)\(option)")
  }

  /// Moves removed runs back.
  ///
  /// - Throws: `RunsError` if no such run was removed, or if there is such a run again.
  public func restore(_ words: [String]) throws -> Result {
    let removed = try words.map { try trash.run($0) }.reduce(into: [RemovedRun]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let moved = try move(removed) { removed in
      Moved(run: removed.name, place: try trash.restore(removed).url.path)
    }
    return Result(runs: moved, sentence: "\(Counted.text(moved.count, "run")) restored.")
  }

  /// The removed runs.
  public struct Content: CommandResult {
    let removed: [Entry]
    let ending: String
    /// Whether nothing was done because the user has not agreed yet.
    public let isPending: Bool

    struct Entry: Encodable {
      let experiment: String
      let id: String
      let removed: String
      let place: String
      let byteCount: Int
    }

    struct Answer: Encodable {
      let schemaVersion = 1
      let removed: [Entry]
      let isPending: Bool
    }

    public func json() throws -> String {
      try CanonicalJSON.text(Answer(removed: removed, isPending: isPending))
    }

    /// A table of the runs, then what was done or can be done.
    public var text: String {
      guard !removed.isEmpty else { return "The trash is empty." }
      var table = TextTable([("removed", .left), ("experiment", .left), ("id", .left), ("size", .right)])
      for entry in removed {
        table.append([entry.removed, entry.experiment, entry.id, FileSizeText.of(entry.byteCount)])
      }
      let whole = FileSizeText.of(removed.map(\.byteCount).reduce(0, +))
      return "\(table.text)\n\n\(Counted.text(removed.count, "run")), \(whole). \(ending)"
    }
  }

  /// Lists the removed runs.
  ///
  /// - Throws: `RunsError` if the trash cannot be read.
  public func content() throws -> Content {
    try content(ending: "`zoomin runs restore ID` gets one back.", isPending: false)
  }

  /// Deletes every removed run for ever, if the user has agreed.
  ///
  /// - Throws: `RunsError`, `WorkbenchError` if a run cannot be read or deleted.
  public func empty(isAgreed: Bool) throws -> Content {
    let runs = try trash.runs()
    guard isAgreed else {
      return try content(
        ending: "Nothing was deleted. Add --yes to delete them for ever.", isPending: !runs.isEmpty)
    }
    let content = try content(ending: "They are deleted for ever.", isPending: false)
    for run in runs { try trash.delete(run) }
    return content
  }

  // MARK: -

  private var trash: RunTrash {
    RunTrash(OutputsDirectory(URL(filePath: outputs, directoryHint: .isDirectory).standardizedFileURL))
  }

  private func content(ending: String, isPending: Bool) throws -> Content {
    let entries = try trash.runs().map { run in
      Content.Entry(
        experiment: run.experiment, id: run.id, removed: run.time, place: run.run.url.path,
        byteCount: run.byteCount)
    }
    return Content(removed: entries, ending: ending, isPending: isPending)
  }

  /// Moves runs one after the other. If one cannot be moved, says which ones already were.
  private func move<Run>(_ runs: [Run], _ body: (Run) throws -> Moved) throws -> [Moved] {
    var moved: [Moved] = []
    for run in runs {
      do {
        moved.append(try body(run))
      } catch {
        for done in moved { console.note("\(done.run) is now \(done.place)") }
        throw error
      }
    }
    return moved
  }
}
