import Foundation

/// The folder of all outputs: nothing outside it is served, whatever symbolic links in it say.
struct ServedFolder: Sendable {
  /// The folder, without symbolic links.
  let url: URL

  /// - Throws: `GalleryError` if it does not exist.
  init(_ folder: URL) throws(GalleryError) {
    guard let path = Self.realPath(folder.path) else {
      throw GalleryError(.notFound, "The folder \(folder.path) does not exist.")
    }
    url = URL(fileURLWithPath: path, isDirectory: true)
  }

  /// A part of an address as the name of a folder.
  ///
  /// - Throws: `GalleryError` for a text that is no plain name, such as `..` or one with a slash.
  static func name(_ part: String, of what: String) throws(GalleryError) -> String {
    let isPlain =
      !part.isEmpty && part.utf8.count <= 255 && !part.hasPrefix(".") && !part.contains("/")
      && !part.contains("\0")
    guard isPlain else { throw .missing(what) }
    return part
  }

  /// Checks that a file or folder exists and lies in this folder.
  ///
  /// - Returns: its place without symbolic links.
  /// - Throws: `GalleryError` if it does not.
  func checked(_ place: URL, as what: String) throws(GalleryError) -> URL {
    guard let path = Self.realPath(place.path), path == url.path || path.hasPrefix(url.path + "/") else {
      throw .missing(what)
    }
    return URL(fileURLWithPath: path)
  }

  /// Checks a folder and every symbolic link directly in it, as files in it are shown as they are.
  ///
  /// - Returns: its place without symbolic links.
  /// - Throws: `GalleryError` if it does not exist, or it or a link in it leads out of this folder.
  func checkedFolder(_ place: URL, as what: String) throws(GalleryError) -> URL {
    let folder = try checked(place, as: what)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
      var status = stat()
      let path = "\(folder.path)/\(name)"
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { continue }
      _ = try checked(URL(fileURLWithPath: path), as: what)
    }
    return folder
  }

  private static func realPath(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }
}
