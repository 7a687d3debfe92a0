import Foundation

/// Writing that leaves a folder complete or absent.
public enum CompleteFolder {
  /// Lets `body` fill a hidden neighbour of the final name, which then takes that name in one step.
  ///
  /// - Parameter replacing: whether a folder of that name is taken away first. Without it the name must be free,
  ///   or that of an empty folder.
  /// - Throws: what `body` throws; `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public static func write(_ url: URL, replacing: Bool = false, _ body: (URL) throws -> Void) throws {
    let parent = url.deletingLastPathComponent()
    try AtomicFile.createFolder(parent)
    let temporary = parent.appendingPathComponent(".\(url.lastPathComponent).part")
    let files = FileManager.default
    if files.fileExists(atPath: temporary.path) { try files.removeItem(at: temporary) }
    try AtomicFile.createFolder(temporary)
    do {
      try body(temporary)
      if replacing, files.fileExists(atPath: url.path) { try files.removeItem(at: url) }
      try Disk.rename(temporary, to: url)
    } catch {
      // What the caller must hear is the first error; a folder that stays behind is replaced by the next writer.
      try? files.removeItem(at: temporary)
      throw error
    }
  }
}
