import Foundation

/// A file that is open for reading at any offset.
final class TileFile {
  let url: URL
  let byteCount: UInt64
  private let handle: FileHandle

  /// Opens the file.
  ///
  /// - Throws: `ImagingError` with code `.missing` or `.unreadable`.
  init(_ url: URL) throws(ImagingError) {
    self.url = url
    guard let handle = FileHandle(forReadingAtPath: url.path) else {
      guard FileManager.default.fileExists(atPath: url.path) else {
        throw ImagingError(.missing, at: url.path, "does not exist")
      }
      throw ImagingError(.unreadable, at: url.path, "cannot be opened")
    }
    self.handle = handle
    do {
      byteCount = try handle.seekToEnd()
    } catch {
      throw ImagingError(.unreadable, at: url.path, "cannot be read")
    }
  }

  deinit { try? handle.close() }

  /// Exactly `count` bytes.
  ///
  /// - Throws: `ImagingError` with code `.truncated` or `.unreadable`.
  func bytes(from offset: UInt64, count: Int) throws(ImagingError) -> Data {
    guard offset <= byteCount, UInt64(count) <= byteCount - offset else {
      throw ImagingError(.truncated, at: url.path, "is cut off")
    }
    let bytes: Data
    do {
      try handle.seek(toOffset: offset)
      bytes = try handle.read(upToCount: count) ?? Data()
    } catch {
      throw ImagingError(.unreadable, at: url.path, "cannot be read")
    }
    guard bytes.count == count else {
      throw ImagingError(.truncated, at: url.path, "became shorter while it was read")
    }
    return bytes
  }
}
