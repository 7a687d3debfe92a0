import Foundation

extension RunsError {
  /// A file or folder that cannot be read, by the number the system gave.
  init(reading path: String, errno number: Int32) {
    self.init(.unreadable("cannot be read: \(String(cString: strerror(number)))"), at: path)
  }
}
