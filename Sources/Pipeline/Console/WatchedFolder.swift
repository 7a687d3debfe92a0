import Foundation
import Workbench

/// Notices that a folder was deleted, or replaced, while this process writes into it.
///
/// No writer makes the directory of a run again (`HeldFolder`), but between two writes lies work: this ends it early, and
/// notices a directory that somebody put in the place of the first.
struct WatchedFolder: Sendable {
  private struct Identity: Equatable {
    let device: dev_t
    let node: ino_t
  }

  private let url: URL
  private let identity: Identity?

  /// Watches a folder from now on; one that does not exist yet is not watched.
  init(_ url: URL) {
    self.url = url
    identity = Self.identity(of: url)
  }

  /// Whether the folder is no longer the one it was.
  var isGone: Bool { identity != nil && Self.identity(of: url) != identity }

  /// - Throws: `WorkbenchError` with code `.unreadable` where the folder is gone.
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
