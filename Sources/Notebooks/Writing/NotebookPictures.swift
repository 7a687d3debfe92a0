import Foundation
import Workbench

/// The pictures that a notebook shows.
struct NotebookPictures {
  /// A file in the folder of the results.
  struct Stored {
    /// Its name there.
    let name: String
    let kind: String
    let data: Data
  }

  private static let kinds = [
    "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "svg": "svg+xml", "gif": "gif", "webp": "webp",
  ]
  /// A larger picture is shown by its path alone.
  private static let maximumByteCount = 16 << 20

  private var stored: [String: Stored] = [:]

  /// Reads pictures by the paths at which they are mentioned. What is no local picture is left out.
  init(_ paths: [String]) {
    for path in paths where stored[path] == nil {
      let url = URL(fileURLWithPath: path)
      guard let kind = Self.kinds[url.pathExtension.lowercased()], let data = try? Data(contentsOf: url),
        data.count <= Self.maximumByteCount
      else { continue }
      stored[path] = Stored(
        name: "pictures/\(stored.count + 1)-\(url.lastPathComponent)", kind: kind, data: data)
    }
  }

  /// The path of a picture's copy in the folder of the results; nil if there is none.
  func name(_ path: String) -> String? { stored[path]?.name }

  /// A picture as part of a page; nil if there is none.
  func dataURI(_ path: String) -> String? {
    stored[path].map { "data:image/\($0.kind);base64,\($0.data.base64EncodedString())" }
  }

  /// Copies the pictures into the folder of the results.
  func write(to folder: URL) throws(WorkbenchError) {
    for picture in stored.values {
      try AtomicFile.write(picture.data, to: folder.appendingPathComponent(picture.name))
    }
  }
}
