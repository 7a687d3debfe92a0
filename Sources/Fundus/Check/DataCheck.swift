import Foundation
import Imaging
import Workbench

/// The counts and problems of a data set: the result of `zoomin data check`.
public struct DataCheck: Sendable {
  /// The name of the data set's root.
  public let root: String
  /// How its tables are laid out.
  public let layout: DataLayout
  /// Pictures that the tables list, including those that do not exist.
  public let listedCount: Int
  /// Pictures that can be used.
  public let usableCount: Int
  /// Patients among the usable pictures.
  public let patientCount: Int
  /// Usable pictures of each grade 0 ... 4, then of unknown grade.
  public let gradeCounts: [Int]
  /// Usable pictures of each split that the data assign; nil is no split.
  public let splitCounts: [Split?: Int]
  /// Patients with a usable picture of both eyes.
  public let pairCount: Int
  /// `pairDifferences[d]`: pairs whose grades are known and differ by d, 0 ... 4.
  public let pairDifferences: [Int]
  /// Rows that were left out because of their picture.
  public let missing: [MissingPicture]
  /// Pictures that no table lists and that are left out.
  public let unlisted: [String]
  /// Pictures in formats that are not read, as paths relative to the root.
  public let unread: [String]
  /// The ids of pictures that a file says to leave out.
  public let excluded: [String]
  /// How many pictures of which format are not read, as in `3 .bmp, 1 .gif`; empty if there are none.
  public let unreadCounts: String
  /// Pictures that cannot be used, with the reason.
  public let broken: [SkippedPicture]
  /// Ids of pictures that are byte for byte the same, in groups of two and more.
  public let duplicates: [[String]]
  /// The groups of duplicates to which the tables give different grades or patients.
  public let contradictions: [[String]]
  /// Width, height and how many usable pictures have them, the most frequent first.
  public let dimensions: [(width: Int, height: Int, count: Int)]
  /// How the border was found, and how often.
  public let borderCounts: [RetinaFinder.Method: Int]
  /// Marked lesions of each type.
  public let lesionCounts: [LesionType: Int]
  /// Whether names such as `17_left` suggest patients although no column names them. Splits could then separate the two
  /// eyes of a patient.
  public let hintsAtPatients: Bool

  /// Counts a prepared data set. Prepare with `maximumSkippedFraction: 1`, so that broken pictures are listed.
  public init(_ set: PreparedSet, layout: DataLayout) {
    let manifest = set.manifest
    let entries = manifest.entries
    root = manifest.root.path
    self.layout = layout
    missing = manifest.missing
    unlisted = manifest.unlisted
    excluded = manifest.excluded
    (unread, unreadCounts) = (manifest.unread, manifest.unreadCounts)
    broken = set.skipped
    usableCount = entries.count
    listedCount = entries.count + set.skipped.count + manifest.missing.count
    patientCount = Set(entries.map(\.patient)).count
    gradeCounts = (Array(Grade.all).map(Optional.some) + [nil]).map { grade in
      entries.count { $0.grade == grade }
    }
    splitCounts = Dictionary(grouping: entries, by: \.assignedSplit).mapValues(\.count)
    var differences = [Int](repeating: 0, count: Grade.count)
    var pairCount = 0
    for (index, fellow) in manifest.fellows.enumerated() {
      guard let fellow, fellow > index else { continue }
      pairCount += 1
      if let one = entries[index].grade, let other = entries[fellow].grade {
        differences[abs(one - other)] += 1
      }
    }
    self.pairCount = pairCount
    pairDifferences = differences
    let groups = Dictionary(grouping: entries.indices) { set.pictures[$0].sha256 }.values
      .filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    duplicates = groups.map { $0.map { entries[$0].id } }
    contradictions = groups.filter { group in
      Set(group.map { entries[$0].grade }).count > 1 || Set(group.map { entries[$0].patient }).count > 1
    }.map { $0.map { entries[$0].id } }
    dimensions = Dictionary(grouping: set.pictures) { Extent(width: $0.sourceWidth, height: $0.sourceHeight) }
      .map { (width: $0.key.width, height: $0.key.height, count: $0.value.count) }
      .sorted { ($1.count, $0.width, $0.height) < ($0.count, $1.width, $1.height) }
    borderCounts = Dictionary(grouping: set.pictures, by: \.method).mapValues(\.count)
    let usable = Set(entries.map(\.id))
    lesionCounts = Dictionary(grouping: manifest.lesions.filter { usable.contains($0.image) }, by: \.type)
      .mapValues(\.count)
    hintsAtPatients =
      patientCount == entries.count
      && entries.contains { entry in
        EyePACSLayout.parts(of: entry.id).map { $0.patient != entry.patient } ?? false
      }
  }

  /// Whether no picture is missing, broken or contradictory.
  public var isClean: Bool {
    missing.isEmpty && broken.isEmpty && contradictions.isEmpty && !hintsAtPatients
  }
}
