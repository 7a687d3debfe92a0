import Runs
import Workbench

/// How many pictures a run prepared, as its stage recorded them.
package struct PictureCounts: Hashable, Sendable, Encodable {
  /// A hash over every prepared picture, its grade and its split.
  package let content: String
  /// By the name of the split.
  package let splits: [String: Int]
  /// Pictures that could not be prepared.
  package let skipped: Int

  /// The counts of a run; nil if its pictures are not prepared.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  package init?(of run: RunDirectory) throws(RunsError) {
    let record = try StageLedger(run).entry(PrepareStage.Output.self, of: StageName.prepare.rawValue)
    guard let output = record?.output else { return nil }
    content = output.content
    splits = output.counts
    skipped = output.skippedCount
  }
}
