import Foundation
import Synchronization

/// A folder that this process works in and does not create again if somebody deletes it.
///
/// Writers create missing folders. If somebody deletes the folder of a run, the next write would create it again with
/// one file in it. While the folder is held, that write fails instead and says why.
public final class HeldFolder: Sendable {
  /// How often each path is held.
  private static let holders = Mutex<[String: Int]>([:])

  private let path: String

  /// Holds an existing folder until this value is released.
  public init(_ url: URL) {
    path = url.standardizedFileURL.path
    Self.holders.withLock { $0[path, default: 0] += 1 }
  }

  deinit {
    Self.holders.withLock { holders in
      holders[path, default: 1] -= 1
      if holders[path] == 0 { holders[path] = nil }
    }
  }

  /// Refuses to create a folder that is held: it existed, so somebody deleted it.
  ///
  /// - Throws: `WorkbenchError` with code `.unreadable`.
  static func check(beforeMaking url: URL) throws(WorkbenchError) {
    let path = url.standardizedFileURL.path
    guard holders.withLock({ $0[path] == nil }) else { throw WorkbenchError(deletedFolder: url.path) }
  }
}

extension WorkbenchError {
  /// A folder that was deleted, or replaced, while this process wrote into it.
  public init(deletedFolder place: String) {
    self.init(
      .unreadable, at: place, "the folder was deleted while this process wrote into it",
      remedy: "The same command starts again from the beginning.")
  }
}
