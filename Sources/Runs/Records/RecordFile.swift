import Foundation
import Workbench

/// Reads files of a run directory. Every failure is a `RunsError`.
enum RecordFile {
  /// The bytes of a file; nil if there is none.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  static func bytes(of url: URL) throws(RunsError) -> Data? {
    let path = url.path
    // Without O_NONBLOCK, opening a pipe in place of the file would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw RunsError(reading: path, errno: errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw RunsError(reading: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw RunsError(.unreadable("is not a file"), at: path, remedy: "Move it away.")
    }
    var data = Data(count: Int(status.st_size))
    let count = data.withUnsafeMutableBytes { bytes -> Int in
      var filled = 0
      while filled < bytes.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
        let count = read(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return -1 }
        guard count > 0 else { break }
        filled += count
      }
      return filled
    }
    guard count >= 0 else { throw RunsError(reading: path, errno: errno) }
    return data.prefix(count)
  }

  /// Decodes a JSON text that `CanonicalJSON` wrote.
  ///
  /// - Parameters:
  ///   - line: the line of the file, if the text is one line of it.
  ///   - remedy: what to do about an invalid text.
  /// - Throws: `RunsError` with code `.malformed`.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, at url: URL, line: Int? = nil, remedy: String
  ) throws(RunsError) -> Value {
    do {
      return try CanonicalJSON.decode(type, from: data, place: url.path)
    } catch {
      throw RunsError(.malformed(error.reason), at: url.path, line: line, remedy: remedy)
    }
  }

  /// A table with exactly these columns; nil if there is no file.
  ///
  /// - Throws: as for a table with any columns.
  static func table(
    at url: URL, columns: [String], remedy: String
  ) throws(RunsError) -> CSVTable? {
    guard let table = try table(at: url, remedy: remedy) else { return nil }
    guard table.columns == columns else {
      throw RunsError(
        .malformed("has other columns than \(columns.joined(separator: ","))"), at: url.path, remedy: remedy)
    }
    return table
  }

  /// A table; nil if there is no file. The writer ends every line, so a last line without an end was cut off.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  static func table(at url: URL, remedy: String) throws(RunsError) -> CSVTable? {
    guard let data = try bytes(of: url) else { return nil }
    let table: CSVTable
    do {
      table = try CSVTable(data, place: url.path)
    } catch {
      throw RunsError(.malformed(error.reason), at: url.path, line: error.line, remedy: remedy)
    }
    guard data.last == UInt8(ascii: "\n") else {
      throw RunsError(.malformed("ends in the middle of a line"), at: url.path, remedy: remedy)
    }
    return table
  }
}
