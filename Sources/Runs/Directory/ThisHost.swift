import Foundation

/// The machine that this process runs on.
enum ThisHost {
  /// Its name in records.
  static let name = ProcessInfo.processInfo.hostName
}
