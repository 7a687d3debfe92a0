import Foundation
import Imaging
import Workbench

extension Manifest {
  /// The manifest with the lesions of a folder of masks added: `<image>_<type>.png` or `.tif`, where every
  /// connected set of pixels (8 neighbours) that are not black is a lesion. A picture without a mask has no such lesion.
  ///
  /// - Throws: `FundusError` if a mask belongs to no picture, has an unknown type or cannot be read.
  public func adding(lesionMasksIn folder: URL) throws(FundusError) -> Manifest {
    let (names, unreadNames) = try Self.maskNames(in: folder)
    let known = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })
    let passed = passedIDs
    var added: [LesionBox] = []
    for name in names {
      let url = folder.appendingPathComponent(name)
      let stem = PictureIndex.stem(of: name)
      guard let separator = stem.lastIndex(of: "_"),
        let type = LesionType(text: String(stem[stem.index(after: separator)...]))
      else {
        throw FundusError(
          .malformed, at: url.path, "is not named <image>_<type>.png with a known type",
          remedy: "The types are \(LesionType.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      let image = String(stem[..<separator])
      guard let entry = known[image] else {
        if passed.contains(image) { continue }
        throw FundusError(.malformed, at: url.path, "masks the picture \(image), which the data set lacks")
      }
      let mask: BitMask
      let picture: Extent
      do {
        mask = try BitMask.load(url)
        picture = try Raster.extent(of: self.url(of: entry))
      } catch {
        throw FundusError(.unreadable, at: error.place, error.reason, remedy: error.remedy)
      }
      guard Extent(width: mask.width, height: mask.height) == picture else {
        throw FundusError(
          .malformed, at: url.path,
          "is \(mask.width) x \(mask.height) pixels, but \(entry.path) is \(picture.width) x \(picture.height)",
          remedy: "A mask has the size of its picture.")
      }
      added += mask.components().map { LesionBox(image: image, type: type, box: $0.box) }
    }
    var manifest = with(lesions: lesions + added)
    let listed = Set(manifest.unread)
    manifest.unread += unreadNames.map { Self.relative(folder.appendingPathComponent($0), to: root) }
      .filter { !listed.contains($0) }
    return manifest
  }

  /// The files of a folder of masks, by name.
  static func lesionMaskNames(in folder: URL) throws(FundusError) -> [String] {
    try maskNames(in: folder).read
  }

  // MARK: -

  /// A file's path relative to a root, or its whole path where it lies elsewhere.
  private static func relative(_ file: URL, to root: URL) -> String {
    let (path, above) = (file.standardizedFileURL.path, root.standardizedFileURL.path + "/")
    return path.hasPrefix(above) ? String(path.dropFirst(above.count)) : path
  }

  /// The files of a folder of masks by name, and those in formats that are not read.
  private static func maskNames(in folder: URL) throws(FundusError) -> (read: [String], unread: [String]) {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted(
        by: Manifest.isBefore)
      return (names.filter(PictureIndex.isPicture), names.filter(PictureIndex.isUnreadPicture))
    } catch {
      throw FundusError(.missing, at: folder.path, "the folder of lesion masks cannot be listed")
    }
  }
}
