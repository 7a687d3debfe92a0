import Foundation
import Synchronization

/// Writing that leaves a file complete or absent.
///
/// The bytes go to a hidden neighbour of the final name, are flushed to the disk, and take the final name in
/// one step. A process killed in between leaves the old file, or none, and a hidden neighbour ending in `.part`.
/// Neighbours have names of their own, so that processes may share a cache.
public enum AtomicFile {
  /// Writes bytes under a name, replacing what was there; missing folders are created.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public static func write(_ data: Data, to url: URL) throws(WorkbenchError) {
    try replace(url) { temporary in try data.write(to: temporary) }
  }

  /// Writes text in UTF-8 under a name, replacing what was there.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public static func write(_ text: String, to url: URL) throws(WorkbenchError) {
    try write(Data(text.utf8), to: url)
  }

  /// Lets `body` make a file at a temporary place, then gives it its name.
  ///
  /// For libraries that open files by name (HDF5). The temporary file lies in the same folder.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`; a `ZoominError` thrown by `body` passes through
  ///   `replacing(_:_:)` instead.
  public static func replace(_ url: URL, _ body: (URL) throws -> Void) throws(WorkbenchError) {
    do {
      try replacing(url, body)
    } catch let error as WorkbenchError {
      throw error
    } catch {
      throw WorkbenchError(.unwritable, at: url.path, "cannot be written: \(reason(of: error))")
    }
  }

  /// As `replace(_:_:)`, but what `body` throws passes through unchanged.
  public static func replacing(_ url: URL, _ body: (URL) throws -> Void) throws {
    let folder = url.deletingLastPathComponent()
    try createFolder(folder)
    let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
    let temporary = folder.appendingPathComponent(".\(url.lastPathComponent).\(getpid())-\(number).part")
    do {
      try body(temporary)
      try flush(temporary)
      guard rename(temporary.path, url.path) == 0 else { throw POSIXError.last }
    } catch {
      unlink(temporary.path)
      throw error
    }
  }

  /// Creates a folder and those above it; one that exists is left as it is.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public static func createFolder(_ url: URL) throws(WorkbenchError) {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw WorkbenchError(.unwritable, at: url.path, "the folder cannot be created: \(reason(of: error))")
    }
  }

  // MARK: -

  /// Sets two writers of one name apart; the process number sets processes apart.
  private static let counter = Atomic<Int>(0)

  private static func flush(_ url: URL) throws {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError.last }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw POSIXError.last }
  }

  private static func reason(of error: any Error) -> String {
    if let error = error as? POSIXError { return String(cString: strerror(error.code.rawValue)) }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
    return underlying.map { String(cString: strerror($0.code.rawValue)) } ?? "\(error.localizedDescription)"
  }
}

extension POSIXError {
  /// The error that the last call of the C library left in `errno`.
  fileprivate static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
