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

  /// Moves the files of a folder into another one, each in one step over the file of its name, and removes the folder.
  /// Where the other one does not exist, the folder itself takes its name.
  ///
  /// - Throws: `WorkbenchError` with code `.unreadable`, `.unwritable` or `.incomplete`.
  public static func moveFiles(of source: URL, into target: URL) throws(WorkbenchError) {
    guard FileManager.default.fileExists(atPath: target.path) else {
      return try Disk.rename(source, to: target)
    }
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: source.path).sorted() } catch {
      throw WorkbenchError(.unreadable, at: source.path, "cannot be read: \(error.localizedDescription)")
    }
    for name in names {
      try Disk.rename(source.appendingPathComponent(name), to: target.appendingPathComponent(name))
    }
    try remove(source)
  }

  /// Removes a folder with all it holds, if it is there.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public static func remove(_ folder: URL) throws(WorkbenchError) {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    do { try FileManager.default.removeItem(at: folder) } catch {
      throw WorkbenchError(.unwritable, at: folder.path, "cannot be removed: \(error.localizedDescription)")
    }
  }
}
