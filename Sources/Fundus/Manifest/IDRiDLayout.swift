import Foundation
import Workbench

/// The layout of IDRiD as it is distributed: the parts `A. Segmentation` and `B. Disease Grading`, one of them or both.
///
/// The root is the folder that holds the parts, or one part. The official training sets are the training split, and the
/// official testing sets the test split. IDRiD tells neither patients nor eyes, so each picture is its own patient.
///
/// - **Grading.** Names begin at `IDRiD_001` in both sets, so ids are `train_IDRiD_001` and `test_IDRiD_001`.
/// - **Segmentation.** Its pictures, `IDRiD_01` to `IDRiD_81`, have no grades. Their masks are lesions (`maskFolders`).
public struct IDRiDLayout: Hashable, Sendable {
  /// The layout; nothing about it varies.
  public init() {}

  /// Whether a folder holds one of the two parts, or is one.
  public static func isIn(_ root: URL) -> Bool { grading(in: root) != nil || segmentation(in: root) != nil }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let root = reading.source.root
    let (grading, segmentation) = (Self.grading(in: root), Self.segmentation(in: root))
    guard grading != nil || segmentation != nil else {
      throw FundusError(
        .missing, at: root.path, "holds neither IDRiD's part A. Segmentation nor its part B. Disease Grading",
        remedy: "Name the folder that holds one of the parts, or a part itself, as data.root.")
    }
    var gradedFolders: [String: OfficialSet] = [:]
    if let grading {
      for set in Self.sets {
        let folder = Self.pictures(set, grading)
        guard Self.exists(folder, root) || Self.exists(set.table(grading), root) else { continue }
        gradedFolders[folder] = set
        try read(set, of: grading, into: &reading)
      }
    }
    var folders = Array(gradedFolders.keys)
    if let segmentation {
      for set in Self.sets where Self.exists(Self.pictures(set, segmentation), root) {
        let folder = Self.pictures(set, segmentation)
        folders.append(folder)
        for path in try PictureIndex(root: root, folders: [folder]).paths {
          let id = PictureIndex.stem(of: path)
          try reading.add(ManifestEntry(id: id, path: path, patient: id, split: set.split))
        }
      }
    }
    // All pictures of the segmentation are listed already.
    reading.considerUnlisted(try PictureIndex(root: root, folders: folders)) { [gradedFolders] name, path in
      let set = gradedFolders.first { path.hasPrefix($0.key + "/") }?.value
      let id = (set?.idPrefix ?? "") + name
      return ManifestEntry(id: id, path: path, patient: id, split: set?.split)
    }
  }

  /// The folders of lesion masks: five for each set of the segmentation whose pictures are there, relative to the root.
  static func maskFolders(in root: URL) -> [String] {
    guard let part = segmentation(in: root) else { return [] }
    return sets.filter { exists(pictures($0, part), root) }.flatMap { set in
      lesions.map { path(part, masks, set.folder, $0) }
    }
  }

  // MARK: -

  /// An official set: its folder, the beginning of its table's name, its split, and what the ids of its grading begin with.
  private struct OfficialSet {
    let folder, tableName, idPrefix: String
    let split: Split

    /// The path of its table of grades.
    func table(_ part: String) -> String { path(part, "2. Groundtruths", tableName) }
  }

  private static let sets = [
    OfficialSet(
      folder: "a. Training Set", tableName: "a. IDRiD_Disease Grading_Training Labels.csv",
      idPrefix: "train_",
      split: .train),
    OfficialSet(
      folder: "b. Testing Set", tableName: "b. IDRiD_Disease Grading_Testing Labels.csv", idPrefix: "test_",
      split: .test),
  ]
  private static let masks = "2. All Segmentation Groundtruths"
  private static let lesions = [
    "1. Microaneurysms", "2. Haemorrhages", "3. Hard Exudates", "4. Soft Exudates", "5. Optic Disc",
  ]

  /// The folder of a part's pictures of a set.
  private static func pictures(_ set: OfficialSet, _ part: String) -> String {
    path(part, "1. Original Images", set.folder)
  }

  /// Where the grading is, relative to the root.
  private static func grading(in root: URL) -> String? {
    places("B. Disease Grading").first { part in sets.contains { exists($0.table(part), root) } }
  }

  /// Where the segmentation is, relative to the root.
  private static func segmentation(in root: URL) -> String? {
    places("A. Segmentation").first { exists(path($0, masks), root) }
  }

  /// Where a part may be. Some programs unpack an archive into a folder of its name, which then holds the part's own.
  private static func places(_ part: String) -> [String] { ["", part, path(part, part)] }

  private static func exists(_ path: String, _ root: URL) -> Bool {
    FileKind(of: root.appendingPathComponent(path)) != .absent
  }

  private func read(
    _ set: OfficialSet, of part: String, into reading: inout ManifestReading
  ) throws(FundusError) {
    let table = try reading.table(
      set.table(part), remedy: "It belongs to the pictures of \(set.folder): add it, or remove their folder.")
    let finder = ColumnFinder(table)
    try reading.add(
      GradedRows(
        table: table, imageColumn: try finder.index("Image name"),
        levelColumn: try finder.index("Retinopathy grade"), split: set.split, idPrefix: set.idPrefix),
      in: try PictureIndex(root: reading.source.root, folders: [Self.pictures(set, part)]))
  }
}

/// A path of components, of which empty ones are left out.
private func path(_ components: String...) -> String {
  components.filter { !$0.isEmpty }.joined(separator: "/")
}
