import Foundation

/// Writing that leaves a folder complete or absent.
public enum CompleteFolder {
  /// Calls `body` to fill a hidden folder beside the final name, then renames it in one step.
  ///
  /// - Parameter replacing: whether an existing folder of that name is removed first. If false, the name must be
  ///   free or that of an empty folder.
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
      // The caller must get the first error. A folder that stays behind is replaced by the next writer.
      try? files.removeItem(at: temporary)
      throw error
    }
  }
}
