import Foundation
import Runs
import Settings

extension RunDirectory {
  /// The experiment as the run wrote it, with the folder of outputs where the run lies now.
  ///
  /// - Throws: `RunsError` with code `.missing` if the folder is not a run; `SettingsError`.
  func writtenExperiment() throws -> Experiment {
    guard let written = try ResolvedExperiment.readIfPresent(from: self) else {
      throw RunsError(
        .missing, at: experiment.path,
        remedy: "Name the directory of a run, which `zoomin run` prints in its last line.")
    }
    var experiment = try ExperimentReader.read(written.text, place: self.experiment.path)
    experiment.runtime.outputs = outputs.url.path
    return experiment
  }
}
