import Foundation

extension RunsError {
  /// The error for a file or folder that cannot be read, from the system's error number.
  init(reading path: String, errno number: Int32) {
    self.init(.unreadable("cannot be read: \(String(cString: strerror(number)))"), at: path)
  }
}
