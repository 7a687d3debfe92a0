import Foundation
import Synchronization

/// A folder that this process works in, and that none of its writers makes again.
///
/// Writers create missing folders. Where somebody deletes the folder of a run, a write under way would bring it back
/// with one file in it; while the folder is held, the write fails instead and says why.
public final class HeldFolder: Sendable {
  /// How often each path is held.
  private static let holders = Mutex<[String: Int]>([:])

  private let path: String

  /// Holds a folder, which exists, until this value goes.
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

  /// Refuses to make a folder that is held: it was there, so somebody deleted it.
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
      remedy: "The same command starts it anew.")
  }
}
