import Foundation
import Workbench

/// Runs the blocks of a notebook, one after the other, in one shell, up to the first that fails.
public struct NotebookRun {
  /// What happens while it runs.
  public enum Event: Sendable {
    /// A block begins.
    case begun(NotebookBlock)
    /// A block has ended or was skipped.
    case ended(BlockOutcome)
  }

  private let notebook: Notebook
  private let program: URL

  /// A run of a notebook whose blocks find `program` as `zoomin`.
  public init(_ notebook: Notebook, program: URL) {
    self.notebook = notebook
    self.program = program
  }

  /// Runs the blocks in the current folder.
  ///
  /// - Parameters:
  ///   - isStopped: asked several times a second; true ends the shell and all that it started.
  ///   - onEvent: hears of every block.
  /// - Returns: one outcome for each block.
  /// - Throws: `NotebookError` `.unavailable` if bash does not start; `WorkbenchError` if files cannot be written;
  ///   `WorkbenchError` `.stopped`.
  public func perform(
    isStopped: () -> Bool = { false }, onEvent: (Event) -> Void = { _ in }
  ) throws -> [BlockOutcome] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("zoomin-notebook-\(UUID().uuidString)", isDirectory: true)
    try prepare(folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    var log = MarkReader(notebook, folder: folder)
    let shell = try ProcessGroup(
      ["bash", folder.appendingPathComponent("driver.sh").path, folder.path],
      output: folder.appendingPathComponent("driver.log"))
    defer { shell.end() }
    var status: Int?
    while status == nil {
      usleep(50_000)
      status = shell.status()
      try log.read(onEvent)
      if isStopped() {
        throw WorkbenchError(
          .stopped, at: notebook.place, "was interrupted",
          remedy: "The same command runs it from its beginning.")
      }
    }
    log.close(status: status ?? 1, onEvent)
    return log.outcomes
  }

  // MARK: -

  private func prepare(_ folder: URL) throws {
    let programs = folder.appendingPathComponent("bin")
    try AtomicFile.createFolder(programs)
    do {
      try FileManager.default.createSymbolicLink(
        at: programs.appendingPathComponent("zoomin"), withDestinationURL: program)
    } catch {
      throw WorkbenchError(.unwritable, at: programs.path, "cannot be written to")
    }
    for block in notebook.blocks {
      let kind = block.language == .sh ? "sh" : "py"
      try AtomicFile.write(
        block.code, to: folder.appendingPathComponent("\(ShellDriver.name(block)).\(kind)"))
    }
    try AtomicFile.write(
      ShellDriver(blocks: notebook.blocks).script, to: folder.appendingPathComponent("driver.sh"))
    try AtomicFile.write(ShellDriver.python, to: folder.appendingPathComponent("python.py"))
    try AtomicFile.write("", to: folder.appendingPathComponent("marks"))
  }
}
