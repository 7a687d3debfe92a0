import Foundation
import Workbench

/// The layout of DDR's folder `DR_grading`: `train.txt`, `valid.txt` and `test.txt`, and for each a folder of pictures.
///
/// The tables have no header. A line is the picture's file name, a blank and the grade; grade 5 means that DDR's graders
/// could not grade the picture, so it is unknown. The tables assign the splits. DDR does not tell patients, so each
/// picture is its own. A table is needed if its folder is there.
public struct DDRLayout: Hashable, Sendable {
  /// The grade of pictures that cannot be graded.
  static let ungradable = 5

  /// The layout; nothing about it varies.
  public init() {}

  /// Whether a folder has the layout: it holds `train.txt`.
  public static func isIn(_ root: URL) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent("train.txt").path)
  }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let root = reading.source.root
    let present = Self.parts.filter { part in
      [part.name, part.name + ".txt"].contains {
        FileManager.default.fileExists(atPath: root.appendingPathComponent($0).path)
      }
    }
    for part in present.isEmpty ? [Self.parts[0]] : present {
      try read(part.name, split: part.split, into: &reading)
    }
    let index = try PictureIndex(root: root, folders: Self.parts.map(\.name))
    let splits = Dictionary(uniqueKeysWithValues: Self.parts.map { ($0.name, $0.split) })
    reading.considerUnlisted(index) { id, path in
      let folder = path.split(separator: "/").first.map(String.init) ?? ""
      return ManifestEntry(id: id, path: path, patient: id, split: splits[folder])
    }
  }

  // MARK: -

  private static let parts: [(name: String, split: Split)] = [
    ("train", .train), ("valid", .validation), ("test", .test),
  ]

  private func read(_ name: String, split: Split, into reading: inout ManifestReading) throws(FundusError) {
    let index = try PictureIndex(root: reading.source.root, folders: [name])
    let place = reading.source.root.appendingPathComponent(name + ".txt")
    let lines = try TextLines.read(
      place, ifMissing: "there is no such table",
      remedy: "Name DDR's folder DR_grading, which holds train.txt, valid.txt and test.txt, as data.root.")
    for (number, line) in lines {
      guard let blank = line.lastIndex(where: \.isWhitespace) else {
        throw FundusError(
          .malformed, at: place.path, line: number, "\(line) is not a picture's name, a blank and its grade")
      }
      let picture = line[..<blank].trimmingCharacters(in: .whitespaces)
      let cell = String(line[line.index(after: blank)...])
      let isUngradable = Int(cell) == Self.ungradable
      let grade = isUngradable ? nil : try reading.grade(cell, table: place.path, line: number)
      let id = PictureIndex.stem(of: PictureName.withSlashes(picture))
      guard let path = try index.path(of: id, table: place.path, line: number) else {
        try reading.addMissing(picture, split: split, in: index, table: place.path, line: number)
        continue
      }
      try reading.add(
        ManifestEntry(id: id, path: path, patient: id, grade: grade, split: split), table: place.path,
        line: number)
    }
  }
}
