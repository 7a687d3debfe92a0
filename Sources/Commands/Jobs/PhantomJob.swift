import Foundation
import Fundus
import Phantoms
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin phantom`: draws a data set into a folder.
public struct PhantomJob {
  /// What was drawn.
  public struct Result: CommandResult {
    /// The folder of the data set.
    public let folder: URL
    let patientCount: Int

    struct Answer: Encodable {
      let schemaVersion = 1
      let folder: String
      let patients: Int
      let generatorVersion: Int
    }

    public var text: String { folder.path }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          folder: folder.path, patients: patientCount, generatorVersion: PhantomConfiguration.generatorVersion
        ))
    }
  }

  private let out: URL
  private let experiment: Experiment
  private let console: Console

  /// Draws by the section `phantom:` of an experiment.
  public init(out: URL, experiment: Experiment, console: Console) {
    self.out = out
    self.experiment = experiment
    self.console = console
  }

  /// Draws the pictures that do not exist yet.
  ///
  /// - Throws: `PhantomsError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let progress = StageProgress("phantom", console: console)
    try PhantomGenerator(experiment.phantom).draw(
      to: out, budget: experiment.budget, progress: progress.listener)
    return Result(folder: out, patientCount: experiment.phantom.patients)
  }
}
