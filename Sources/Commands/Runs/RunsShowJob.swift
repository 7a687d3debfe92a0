import Discovery
import Foundation
import Pipeline
import Runs
import Workbench

/// `zoomin runs show`: one run on one screen.
public struct RunsShowJob {
  private let word: String
  private let outputs: String

  /// A run, by its folder or its id in a folder of outputs.
  public init(_ word: String, outputs: String) {
    self.word = word
    self.outputs = outputs
  }

  /// Reads the records of the run.
  ///
  /// - Throws: `RunsError` if there is no such run.
  public func perform() throws -> some CommandResult {
    let run = try NamedRun.directory(word, outputs: outputs)
    guard let entry = RunEntry(run, experiment: run.experimentName, id: run.id) else {
      throw RunsError(.missing, at: run.identity.path, remedy: "Name the folder of a run.")
    }
    return RunCard(entry)
  }
}
