import Fundus
import Runs
import Settings
import Workbench

/// Draws or finds photographs, lists them, divides them into splits, crops and shrinks them.
///
/// The prepared pictures are in a cache that all runs share. The run records a hash of their content, so that later
/// stages do not depend on when or where pictures were written.
struct PrepareStage: Stage {
  let context: RunContext

  /// The results of preparation that later stages use.
  struct Output: StageOutput {
    /// Hash over every prepared picture, its grade and its split.
    let content: String
    /// Pictures by split.
    let counts: [String: Int]
    /// Pictures that could not be prepared.
    let skippedCount: Int
    /// The table of skipped pictures.
    let skipped: String

    var files: [String] { [skipped] }

    static func planned(content: String) -> Output {
      Output(content: content, counts: [:], skippedCount: 0, skipped: "")
    }
  }

  let name = StageName.prepare
  var version: Int { Self.version }
  /// 3: the depth of samples, the orientation of PNG and the pages of TIFF are read as the files say.
  static let version = 3
  var inputs: [StageInput] { get throws { [StageInput("pictures", try context.data.listing())] } }

  func perform(_ work: StageWork) throws -> Output {
    let set = try context.prepare(work.progress)
    let rows = set.skipped.map { SkippedTable.Row(image: $0.id, path: $0.path, reason: $0.reason) }
    try SkippedTable(rows).write(to: work.run)
    try PictureTable(set).write(to: work.run)
    let counts = Dictionary(grouping: set.manifest.entries, by: \.split.rawValue).mapValues(\.count)
    return Output(
      content: set.contentHash, counts: counts, skippedCount: rows.count,
      skipped: work.run.relativePath(of: work.run.skipped))
  }
}

extension PictureTable {
  /// The pictures of a data set that could be prepared.
  init(_ set: PreparedSet) {
    self.init(
      zip(set.manifest.entries, set.pictures).map { entry, picture in
        Row(
          image: entry.id, patient: entry.patient, eye: entry.eye.rawValue, grade: entry.grade,
          split: entry.split.rawValue, sha256: picture.sha256)
      })
  }
}
