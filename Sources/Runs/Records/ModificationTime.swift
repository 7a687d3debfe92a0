import Foundation

/// When the content of a file or folder last changed.
struct ModificationTime: Comparable {
  private let seconds: Int
  private let nanoseconds: Int

  /// The time of what lies at a place; nil if nothing does, or nothing that may be seen.
  init?(_ url: URL) {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }

  static func < (earlier: ModificationTime, later: ModificationTime) -> Bool {
    (earlier.seconds, earlier.nanoseconds) < (later.seconds, later.nanoseconds)
  }
}
