import Foundation
import Workbench

/// Detects that a folder was deleted or replaced while this process writes into it.
///
/// No writer creates the directory of a run again (`HeldFolder`), but between two writes there may be long work. This
/// check ends it early, and also detects that somebody replaced the directory.
struct WatchedFolder: Sendable {
  private struct Identity: Equatable {
    let device: dev_t
    let node: ino_t
  }

  private let url: URL
  private let identity: Identity?

  /// Watches a folder from now on, if it exists.
  init(_ url: URL) {
    self.url = url
    identity = Self.identity(of: url)
  }

  /// Whether the folder was deleted or replaced.
  var isGone: Bool { identity != nil && Self.identity(of: url) != identity }

  /// - Throws: `WorkbenchError` with code `.unreadable` if the folder was deleted or replaced.
  func check() throws(WorkbenchError) {
    guard isGone else { return }
    throw WorkbenchError(deletedFolder: url.path)
  }

  // MARK: -

  private static func identity(of url: URL) -> Identity? {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    return Identity(device: status.st_dev, node: status.st_ino)
  }
}
