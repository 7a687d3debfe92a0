import Foundation
import Workbench

/// Reads files of a run directory. Whatever is wrong with one is answered by a `RunsError`.
enum RecordFile {
  /// What a file should be, for messages.
  struct Kind {
    /// Such as "the evaluation of a run".
    let title: String
    /// What to do about a file that is not.
    let remedy: String
  }

  /// The bytes of a file; nil where there is none.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  static func bytes(of url: URL) throws(RunsError) -> Data? {
    let path = url.path
    // Without O_NONBLOCK a pipe in the place of the file would wait for its writer.
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

  /// The value that a JSON text stands for.
  ///
  /// - Parameter line: the line of the file that the text is, where it is one.
  /// - Throws: `RunsError` with code `.malformed`.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, _ kind: Kind, at url: URL, line: Int? = nil
  ) throws(RunsError) -> Value {
    do {
      return try decode(type, from: data)
    } catch {
      throw RunsError(malformed: kind, Self.fault(in: error), at: url, line: line)
    }
  }

  /// The counterpart of `CanonicalJSON`.
  static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: data)
  }

  /// A table; nil where there is no file. The writer ends every line, so a last line without an end was cut off.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  static func table(_ kind: Kind, at url: URL) throws(RunsError) -> CSVTable? {
    guard let data = try bytes(of: url) else { return nil }
    let table: CSVTable
    do {
      table = try CSVTable(data, place: url.path)
    } catch {
      throw RunsError(malformed: kind, "it \(error.reason)", at: url, line: error.line)
    }
    guard data.last == UInt8(ascii: "\n") else {
      throw RunsError(malformed: kind, "its last line is cut off", at: url)
    }
    return table
  }

  // MARK: -

  /// What a decoder found, as a clause that names the place inside the file.
  private static func fault(in error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(path(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      return context.codingPath.isEmpty
        ? "it holds something else" : "\(path(context.codingPath)) holds something else"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "it is not JSON, or cut off" : "\(path(context.codingPath)) has a value that is unknown here"
    @unknown default:
      return "it holds something else"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".")
  }
}

extension RunsError {
  /// A file that is not what its name promises.
  init(malformed kind: RecordFile.Kind, _ fault: String, at url: URL, line: Int? = nil) {
    self.init(.malformed("is not \(kind.title): \(fault)"), at: url.path, line: line, remedy: kind.remedy)
  }

  /// A file or folder that cannot be read, by the number the system gave.
  init(reading path: String, errno number: Int32) {
    self.init(.unreadable("cannot be read: \(String(cString: strerror(number)))"), at: path)
  }
}
