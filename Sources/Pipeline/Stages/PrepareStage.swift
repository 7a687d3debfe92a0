import Fundus
import Runs
import Settings
import Workbench

/// Photographs are drawn or found, listed, divided, cropped and shrunk.
///
/// The prepared pictures lie in a cache that all runs share, so what the run remembers is their content: later stages
/// depend on that, and not on when or where pictures were written.
struct PrepareStage: Stage {
  let context: RunContext

  /// What later stages need to know of the pictures.
  struct Output: StageOutput {
    /// Hash over every prepared picture, its grade and its split.
    let content: String
    /// Pictures by split.
    let counts: [String: Int]
    /// Pictures that could not be prepared.
    let skippedCount: Int
    /// The table of those.
    let skipped: String

    var files: [String] { [skipped] }
  }

  let name = StageName.prepare
  var version: Int { Self.version }
  static let version = 2
  var inputs: [StageInput] { get throws { [StageInput("pictures", try context.data.listing())] } }

  func perform(_ work: StageWork) throws -> Output {
    let set = try context.prepare(work.progress)
    let rows = set.skipped.map { SkippedTable.Row(image: $0.id, path: $0.path, reason: $0.reason) }
    try SkippedTable(rows).write(to: work.run)
    let counts = Dictionary(grouping: set.manifest.entries, by: \.split.rawValue).mapValues(\.count)
    return Output(
      content: set.contentHash, counts: counts, skippedCount: rows.count,
      skipped: work.run.relativePath(of: work.run.skipped))
  }
}
