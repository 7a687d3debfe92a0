import Foundation
import Workbench

/// Pictures without a table: every picture of a folder, each with an unknown grade.
///
/// A name that ends with an eye, such as `<patient>_left` or `<patient>_R`, tells the patient and the eye
/// (`PictureName.eye`); otherwise each picture is its own patient.
public struct PictureFolderLayout: Hashable, Sendable {
  /// Where pictures are, relative to the root; nil: in the root and all folders below (`data.folders`).
  public var folders: [String]?

  /// All pictures of some folders.
  public init(folders: [String]? = nil) { self.folders = folders }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let root = reading.source.root
    let index = try PictureIndex(root: root, anywhereUnless: folders)
    guard !index.paths.isEmpty else {
      let unread = PictureIndex.counts(of: index.unreadPaths)
      throw FundusError(
        .missing, at: root.path,
        "holds no picture that can be read" + (unread.isEmpty ? "" : ", only \(unread)"),
        remedy: unread.isEmpty
          ? "Name a folder of JPEG, PNG or TIFF files." : "Convert them to JPEG, PNG or TIFF.")
    }
    for path in index.paths { try reading.add(Self.entry(PictureIndex.stem(of: path), path)) }
    reading.considerUnlisted(index, as: Self.entry)
  }

  // MARK: -

  private static func entry(_ id: String, _ path: String) -> ManifestEntry {
    let name = PictureName.eye(of: id)
    return ManifestEntry(id: id, path: path, patient: name?.patient ?? id, eye: name?.eye ?? .unknown)
  }
}
