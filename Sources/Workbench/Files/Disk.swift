import Foundation

/// The system calls by which every byte of the program reaches the disk.
///
/// All writers pass through here, so that one place says what a full disk is, and one hook can feign it
/// (`WriteFault`). HDF5 writes by itself, at a temporary place inside `AtomicFile.replacing(_:_:)`.
public enum Disk {
  /// Writes all bytes at an offset, or where the descriptor stands.
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

  /// Opens a file, which is created where it does not exist.
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

  /// Creates one folder unless it is there; never one that this process holds (`HeldFolder`).
  ///
  /// - Returns: false where the folder above is missing.
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
