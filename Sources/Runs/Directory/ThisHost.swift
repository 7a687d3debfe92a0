import Foundation

/// The machine that this process runs on.
enum ThisHost {
  /// Its name, as records keep it.
  static let name = ProcessInfo.processInfo.hostName
}
