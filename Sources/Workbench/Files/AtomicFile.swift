import Foundation
import Synchronization

/// Writing that leaves a file complete or absent.
///
/// The bytes are written to a hidden file beside the final name and flushed to the disk; then the hidden file is
/// renamed in one step. If the process is killed before that, the old file (or none) remains, and a hidden file
/// ending in `.part`, which `removeLeftovers(in:)` removes. Each hidden file has a name of its own, so processes may
/// share a cache.
public enum AtomicFile {
  /// Writes bytes under a name, replacing what was there; missing folders are created.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`, or `.incomplete` where the disk is full.
  public static func write(_ data: Data, to url: URL) throws(WorkbenchError) {
    let temporary = try neighbour(of: url)
    do throws(WorkbenchError) {
      let descriptor = try Disk.open(temporary.path, O_WRONLY | O_EXCL, place: url.path)
      defer { close(descriptor) }
      var failure: WorkbenchError?
      data.withUnsafeBytes { bytes in
        do throws(WorkbenchError) {
          try Disk.write(bytes, to: descriptor, place: url.path)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      try Disk.flush(descriptor, place: url.path)
      try Disk.rename(temporary, to: url)
    } catch {
      unlink(temporary.path)
      throw error
    }
  }

  /// Writes text in UTF-8 under a name, replacing what was there.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`, or `.incomplete` where the disk is full.
  public static func write(_ text: String, to url: URL) throws(WorkbenchError) {
    try write(Data(text.utf8), to: url)
  }

  /// Calls `body` to create a file at a temporary place in the same folder, then renames it.
  ///
  /// For libraries that open files by name (HDF5). Errors of `body` are passed on.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`, or `.incomplete` where the disk is full.
  public static func replacing(_ url: URL, _ body: (URL) throws -> Void) throws {
    let temporary = try neighbour(of: url)
    do {
      try body(temporary)
      let descriptor = try Disk.open(temporary.path, O_RDONLY, place: url.path)
      defer { close(descriptor) }
      try Disk.flush(descriptor, place: url.path)
      try Disk.rename(temporary, to: url)
    } catch {
      unlink(temporary.path)
      throw error
    }
  }

  /// Creates a folder and those above it. Existing folders are left as they are.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`, or `.incomplete` where the disk is full.
  public static func createFolder(_ url: URL) throws(WorkbenchError) {
    guard try !Disk.createFolder(url) else { return }
    let parent = url.deletingLastPathComponent()
    guard parent.path != url.path else { throw WorkbenchError(creatingFolder: url.path, errno: ENOENT) }
    try createFolder(parent)
    guard try Disk.createFolder(url) else {
      throw WorkbenchError(creatingFolder: url.path, errno: ENOENT)
    }
  }

  /// Removes what killed writers left in a folder and those below it: hidden files and folders ending in `.part`.
  ///
  /// Call it only when no other process writes there; such a process would lose its work.
  public static func removeLeftovers(in folder: URL) {
    let files = FileManager.default
    let all = files.enumerator(at: folder, includingPropertiesForKeys: nil)
    let leftovers = (all?.compactMap { $0 as? URL } ?? []).filter {
      $0.lastPathComponent.hasPrefix(".") && $0.pathExtension == "part"
    }
    // A leftover that cannot be removed only costs space. It may also be gone already, with its folder.
    for leftover in leftovers { try? files.removeItem(at: leftover) }
  }

  // MARK: -

  /// Distinguishes two writers of one name in this process; the process number distinguishes processes.
  private static let counter = Atomic<Int>(0)

  private static func neighbour(of url: URL) throws(WorkbenchError) -> URL {
    let folder = url.deletingLastPathComponent()
    try createFolder(folder)
    let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
    return folder.appendingPathComponent(".\(url.lastPathComponent).\(getpid())-\(number).part")
  }
}
