import Foundation

/// The content of folders.
enum FolderNames {
  /// The names in a folder that do not begin with a dot, sorted; nil if there is no folder.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  static func visible(in path: String) throws(RunsError) -> [String]? {
    guard let folder = opendir(path) else {
      switch errno {
      case ENOTDIR: return nil
      case ENOENT where !isLink(path): return nil
      case ENOENT:
        throw RunsError(
          .unreadable("is a link to a place that does not exist"), at: path, remedy: "Mend or delete it.")
      default: throw RunsError(reading: path, errno: errno)
      }
    }
    defer { closedir(folder) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      if !name.hasPrefix(".") { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw RunsError(reading: path, errno: errno) }
    return names.sorted()
  }

  // MARK: -

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    let number = errno
    defer { errno = number }
    return lstat(path, &status) == 0
  }
}
