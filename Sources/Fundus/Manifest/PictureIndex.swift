import Foundation
import Workbench

/// The picture files of a data set's folders, found by name.
struct PictureIndex {
  /// The endings that pictures have, in lower case.
  static let endings: Set<String> = ["jpg", "jpeg", "jpe", "jfif", "jif", "png", "tif", "tiff"]
  /// The endings of pictures in formats that are not read, in lower case.
  static let unreadEndings: Set<String> = [
    "bmp", "dib", "gif", "webp", "heic", "heif", "avif", "jp2", "j2k", "jpf", "jpx", "jxl", "jxr", "jls",
    "dcm",
    "dicom", "ppm", "pgm", "pbm", "pnm", "tga", "psd", "exr", "svg", "dng", "cr2", "cr3", "nef", "arw",
  ]

  /// The paths of all pictures relative to the root, in byte order.
  let paths: [String]
  /// The paths of pictures in formats that are not read, in byte order.
  let unreadPaths: [String]

  private let pathsByName: [String: [String]]
  private let pathsByStem: [String: [String]]
  private let root: URL

  /// Lists the pictures of some folders of a root. A folder that does not exist has none. `""` is the root.
  ///
  /// - Throws: `FundusError` if a folder cannot be listed.
  init(root: URL, folders: [String]) throws(FundusError) {
    var isFolder: ObjCBool = false
    var paths: [String] = []
    var unreadPaths: [String] = []
    for folder in folders {
      let url = folder.isEmpty ? root : root.appendingPathComponent(folder)
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue
      else { continue }
      do {
        let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
        let prefix = folder.isEmpty ? "" : "\(folder)/"
        paths += names.filter(Self.isPicture).map { prefix + $0 }
        unreadPaths += names.filter(Self.isUnreadPicture).map { prefix + $0 }
      } catch {
        throw FundusError(.unreadable, at: url.path, "the folder cannot be listed")
      }
    }
    paths.sort(by: Manifest.isBefore)
    self.paths = paths
    self.unreadPaths = unreadPaths.sorted(by: Manifest.isBefore)
    self.root = root
    pathsByName = Dictionary(grouping: paths, by: Self.lastName(of:))
    pathsByStem = Dictionary(grouping: paths, by: Self.stem(of:))
  }

  /// The path of the picture that a table calls `name`, with or without an ending.
  ///
  /// - Returns: nil if there is none.
  /// - Throws: `FundusError` `.malformed` if several files have the name.
  func path(of name: String, table: String, line: Int) throws(FundusError) -> String? {
    let matches = pathsByName[name] ?? pathsByStem[Self.stem(of: name)] ?? []
    guard matches.count <= 1 else {
      throw FundusError(
        .malformed, at: table, line: line,
        "\(name) may be any of \(matches.joined(separator: ", ")) in \(root.path)",
        remedy: "Keep one of them, or leave the other's folder out of data.folders.")
    }
    return matches.first
  }

  /// Whether a file of the folders has exactly this name, with or without its ending; decides what `\` in a name means.
  func holds(_ name: String) -> Bool { pathsByName[name] != nil || pathsByStem[name] != nil }

  /// The path of a picture called `name`, with or without an ending, whose format is not read; nil if there is none.
  func unreadPath(of name: String) -> String? {
    let name = Self.lastName(of: name)
    return unreadPaths.first { path in
      let last = Self.lastName(of: path)
      return last == name || Self.parts(of: last)?.stem == name
    }
  }

  /// Whether a file's name has the ending of a picture; hidden files are not pictures.
  static func isPicture(_ name: String) -> Bool { nameWithoutEnding(name) != nil }

  /// Whether a file's name has the ending of a picture in a format that is not read.
  static func isUnreadPicture(_ name: String) -> Bool {
    parts(of: name).map { unreadEndings.contains($0.ending) } ?? false
  }

  /// How many of these pictures have each ending, as in `3 .bmp, 1 .gif`; the endings in byte order.
  static func counts(of unread: [String]) -> String {
    Dictionary(grouping: unread) { parts(of: lastName(of: $0))?.ending ?? "" }
      .sorted { Manifest.isBefore($0.key, $1.key) }
      .map { "\($0.value.count) .\($0.key)" }.joined(separator: ", ")
  }

  /// A file name without its folder and without the ending of a picture. Other dots stay: `a.b` is a name.
  static func stem(of path: String) -> String {
    let name = lastName(of: path)
    return nameWithoutEnding(name) ?? name
  }

  // MARK: -

  // By bytes, as the file system reads them: `NSString.lastPathComponent` of Swift 6.3 traps on "///u///".

  /// The last path component that is not empty.
  private static func lastName(of path: String) -> String {
    String(decoding: path.utf8.split(separator: UInt8(ascii: "/")).last ?? "".utf8[...], as: UTF8.self)
  }

  /// A picture's name without its ending; nil if it is hidden or has another ending or none.
  private static func nameWithoutEnding(_ name: String) -> String? {
    parts(of: name).flatMap { endings.contains($0.ending) ? $0.stem : nil }
  }

  /// A file's name without its ending, and the ending in lower case; nil if it is hidden or has no ending.
  private static func parts(of name: String) -> (stem: String, ending: String)? {
    let bytes = name.utf8
    guard bytes.first != UInt8(ascii: "."), let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else {
      return nil
    }
    let ending = String(decoding: bytes[bytes.index(after: dot)...], as: UTF8.self).lowercased()
    return (String(decoding: bytes[..<dot], as: UTF8.self), ending)
  }
}
