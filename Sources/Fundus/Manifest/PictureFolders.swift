import Foundation
import Workbench

/// The folders below a data set's root that hold pictures.
///
/// Hidden folders are passed over. Links to folders are followed, but no folder is visited twice.
enum PictureFolders {
  /// The paths of the folders that hold pictures, relative to the root, in byte order; `""` is the root itself.
  ///
  /// - Throws: `FundusError` `.unreadable` if a folder cannot be listed.
  static func below(_ root: URL) throws(FundusError) -> [String] {
    var found: [String] = []
    try visit(root) { folder, names in
      if names.contains(where: { PictureIndex.isPicture($0) || PictureIndex.isUnreadPicture($0) }) {
        found.append(folder)
      }
      return true
    }
    return found.sorted(by: Manifest.isBefore)
  }

  /// Whether a folder or one below it holds a picture that can be read.
  ///
  /// - Throws: `FundusError` `.unreadable` if a folder cannot be listed.
  static func anyPicture(below root: URL) throws(FundusError) -> Bool {
    var isFound = false
    try visit(root) { _, names in
      isFound = names.contains(where: PictureIndex.isPicture)
      return !isFound
    }
    return isFound
  }

  // MARK: -

  /// Visits the root and all folders below, those near the root first, until `body` answers false.
  private static func visit(_ root: URL, _ body: (_ folder: String, _ names: [String]) -> Bool)
    throws(FundusError)
  {
    var waiting = [""]
    var seen: Set<String> = []
    var next = 0
    while next < waiting.count {
      let folder = waiting[next]
      next += 1
      let url = folder.isEmpty ? root : root.appendingPathComponent(folder)
      guard seen.insert(url.resolvingSymlinksInPath().path).inserted else { continue }
      let names: [String]
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted(by: Manifest.isBefore)
      } catch {
        throw FundusError(.unreadable, at: url.path, "the folder cannot be listed")
      }
      guard body(folder, names) else { return }
      for name in names where !name.hasPrefix(".") && !PictureIndex.isPicture(name) {
        if FileKind(of: url.appendingPathComponent(name)) == .folder {
          waiting.append(folder.isEmpty ? name : "\(folder)/\(name)")
        }
      }
    }
  }
}

extension PictureIndex {
  /// Lists the pictures of some folders of a root, or of all folders that hold pictures.
  ///
  /// - Throws: `FundusError` `.unreadable` if a folder cannot be listed.
  init(root: URL, anywhereUnless folders: [String]?) throws(FundusError) {
    if let folders {
      try self.init(root: root, folders: folders)
    } else {
      try self.init(root: root, folders: PictureFolders.below(root))
    }
  }
}
