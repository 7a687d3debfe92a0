import Foundation

/// Checks before hours of work whether the result can be written at all.
public enum WritableFolder {
  /// Checks that a folder can be written to, or created if it does not exist. Nothing is created.
  ///
  /// - Parameter remedy: what the user can do about it, as a sentence.
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public static func check(_ url: URL, remedy: String) throws(WorkbenchError) {
    var nearest = url.standardizedFileURL
    while !FileManager.default.fileExists(atPath: nearest.path), nearest.path != "/" {
      nearest.deleteLastPathComponent()
    }
    let reason: String
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: nearest.path, isDirectory: &isFolder) || !isFolder.boolValue {
      reason = nearest.path == url.standardizedFileURL.path ? "is a file" : "\(nearest.path) is a file"
    } else if access(nearest.path, W_OK | X_OK) != 0 {
      reason = String(cString: strerror(errno))
    } else {
      return
    }
    throw WorkbenchError(.unwritable, at: url.path, "the folder cannot be written: \(reason)", remedy: remedy)
  }
}
