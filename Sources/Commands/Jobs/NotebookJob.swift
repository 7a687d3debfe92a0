import Foundation
import Notebooks
import Pipeline
import Runs
import Workbench

/// `zoomin notebook run`: runs a notebook's blocks and writes it with their outputs.
public struct NotebookJob {
  /// The outcome of a notebook.
  public struct Result: CommandResult, Encodable {
    let schemaVersion = 1
    let notebook: String
    let markdown: String
    let html: String
    let blocks: Int
    /// Numbers of the blocks that were skipped, from 1.
    let skipped: [Int]
    /// What failed, as a sentence; nil if nothing did.
    let failure: String?

    /// Whether every block was run to its end.
    public var isComplete: Bool { skipped.isEmpty && failure == nil }
    /// Whether a block failed.
    public var hasFailed: Bool { failure != nil }

    public var text: String { html }
  }

  private let file: URL
  private let out: URL?
  private let console: Console

  /// The run of a notebook; the results go into `out`, or into `outputs/notebooks`.
  public init(_ file: URL, out: URL?, console: Console) {
    self.file = file
    self.out = out
    self.console = console
  }

  /// Runs the blocks in the current folder, up to the first that fails, and writes the pages in any case.
  ///
  /// - Throws: `NotebookError` for a notebook that cannot be run; `WorkbenchError`.
  public func perform() throws -> Result {
    let notebook = try Notebook(contentsOf: file)
    let folder = out ?? URL(fileURLWithPath: "outputs/notebooks", isDirectory: true)
    try WritableFolder.check(folder, remedy: "Name another folder as --out.")
    try AtomicFile.createFolder(folder)
    let start = ContinuousClock.now
    let outcomes = try NotebookRun(notebook, program: Program.executable).perform(
      isStopped: { Interruption.isRequested }, onEvent: { report($0, of: notebook) })
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let pages = try NotebookPages(notebook, outcomes, facts: facts(notebook, outcomes, seconds: seconds))
      .write(to: folder)
    return Result(
      notebook: file.path, markdown: pages.markdown.path, html: pages.html.path, blocks: outcomes.count,
      skipped: outcomes.filter { if case .skipped = $0.ending { true } else { false } }.map(\.block.number),
      failure: outcomes.compactMap { failure($0, in: notebook) }.first)
  }

  // MARK: -

  private func report(_ event: NotebookRun.Event, of notebook: Notebook) {
    switch event {
    case .begun(let block):
      console.note("Block \(block.number) of \(notebook.blocks.count), line \(block.firstLine)")
    case .ended(let outcome):
      guard outcome.ending != .done else { return }
      console.warn(
        "block \(outcome.block.number), line \(outcome.block.firstLine): \(NotebookPages.sentence(outcome))")
    }
  }

  private func failure(_ outcome: BlockOutcome, in notebook: Notebook) -> String? {
    guard case .failed(let line, let status) = outcome.ending else { return nil }
    let last = outcome.output.split(separator: "\n").last.map { ": \($0)" } ?? "."
    return Sentence.printable(
      "\(notebook.place):\(line ?? outcome.block.firstLine): block \(outcome.block.number) failed with exit code \(status)\(last)"
    )
  }

  private func facts(_ notebook: Notebook, _ outcomes: [BlockOutcome], seconds: Double) -> [String] {
    let doneCount = outcomes.count { $0.ending == .done }
    return [
      "\(doneCount) of \(outcomes.count) blocks were run, in \(NotebookPages.time(seconds)), on "
        + Date.now.formatted(.iso8601),
      "zoomin \(Program.version), " + ProcessInfo.processInfo.operatingSystemVersionString,
    ]
  }
}
