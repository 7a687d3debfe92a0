import Foundation

/// The system calls that write to the disk.
///
/// All writers use them, so that one place recognises a full disk and one hook can simulate it (`WriteFault`).
/// Only HDF5 writes by itself, to a temporary file inside `AtomicFile.replacing(_:_:)`.
public enum Disk {
  /// Writes all bytes at an offset, or at the current position of the descriptor.
  ///
  /// - Throws: `WorkbenchError` with code `.incomplete` or `.unwritable`; some of the bytes may be written.
  public static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int? = nil, place: String
  ) throws(WorkbenchError) {
    let isFaulty = WriteFault.isHit()
    var rest = bytes[...]
    if isFaulty { rest = rest.prefix(rest.count / 2) }
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let written: Int
      if let offset {
        written = pwrite(descriptor, part.baseAddress, part.count, off_t(offset + rest.startIndex))
      } else {
        written = Foundation.write(descriptor, part.baseAddress, part.count)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw WorkbenchError(writing: place, errno: written < 0 ? errno : ENOSPC) }
      rest = rest.dropFirst(written)
    }
    if isFaulty { throw WorkbenchError(writing: place, errno: ENOSPC) }
  }

  /// Waits until the content of a file is on the disk.
  static func flush(_ descriptor: Int32, place: String) throws(WorkbenchError) {
    guard !WriteFault.isHit() else { throw WorkbenchError(writing: place, errno: ENOSPC) }
    guard fsync(descriptor) == 0 else { throw WorkbenchError(writing: place, errno: errno) }
  }

  /// Opens a file; creates it if it does not exist.
  static func open(_ path: String, _ flags: Int32, place: String) throws(WorkbenchError) -> Int32 {
    guard !WriteFault.isHit() else { throw WorkbenchError(writing: place, errno: ENOSPC) }
    let descriptor = Foundation.open(path, flags | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WorkbenchError(writing: place, errno: errno) }
    return descriptor
  }

  /// Gives a file or folder its final name.
  static func rename(_ temporary: URL, to url: URL) throws(WorkbenchError) {
    guard !WriteFault.isHit() else { throw WorkbenchError(writing: url.path, errno: ENOSPC) }
    guard Foundation.rename(temporary.path, url.path) == 0 else {
      throw WorkbenchError(writing: url.path, errno: errno)
    }
  }

  /// Creates one folder unless it exists; never one that this process holds (`HeldFolder`).
  ///
  /// - Returns: false if the folder above is missing.
  static func createFolder(_ url: URL) throws(WorkbenchError) -> Bool {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
      return true
    }
    try HeldFolder.check(beforeMaking: url)
    guard !WriteFault.isHit() else { throw WorkbenchError(creatingFolder: url.path, errno: ENOSPC) }
    if mkdir(url.path, 0o755) == 0 { return true }
    switch errno {
    case ENOENT: return false
    case EEXIST where (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true: return true
    default: throw WorkbenchError(creatingFolder: url.path, errno: errno)
    }
  }
}
