import Foundation
import Synchronization
import Workbench

private let made = Mutex<[URL]>([])

/// A folder for one test.
///
/// It is removed when the process ends, not when the value is released, because a test may still read from its path
/// then.
public struct TemporaryFolder: Sendable {
  /// The folder, which exists.
  public let url: URL

  /// Makes an empty folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("zoomin-test-\(UUID().uuidString)")
    try AtomicFile.createFolder(url)
    let isFirst = made.withLock { folders in
      folders.append(url)
      return folders.count == 1
    }
    if isFirst {
      atexit { made.withLock { for url in $0 { try? FileManager.default.removeItem(at: url) } } }
    }
  }

  /// A place in the folder.
  public subscript(name: String) -> URL { url.appendingPathComponent(name) }

  /// Writes a text file and answers its path; missing folders are made.
  @discardableResult
  public func write(_ text: String, _ name: String) throws -> String {
    try write(Data(text.utf8), name)
  }

  /// Writes a file and answers its path; missing folders are made.
  @discardableResult
  public func write(_ data: Data, _ name: String) throws -> String {
    try AtomicFile.write(data, to: self[name])
    return self[name].path
  }

  /// Makes empty files, which are only looked for, never opened.
  public func touch(_ names: String...) throws {
    for name in names { try write("", name) }
  }

  /// Removes a file or a folder.
  public func remove(_ name: String) throws { try FileManager.default.removeItem(at: self[name]) }
}
