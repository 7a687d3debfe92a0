import Foundation
import Runs
import Settings
import Workbench
import ZoomInNet

/// The identities of the runs of many experiments. Tables of photographs and files of weights are read once for all
/// experiments that name the same.
final class MemberIdentities {
  private let outputs: OutputsDirectory
  private let threadCount: Int
  private let console: Console
  private var data: [String: String] = [:]
  private var weights: [String: InitialWeights] = [:]

  /// - Parameter threadCount: threads that each member may use.
  init(outputs: OutputsDirectory, threadCount: Int, console: Console) {
    self.outputs = outputs
    self.threadCount = threadCount
    self.console = console
  }

  /// The identity of an experiment's run. `runtime.lanes: auto` takes the lanes of an existing run that is otherwise equal,
  /// else one for each thread of a member.
  ///
  /// - Throws: if the photographs' tables or the weights cannot be read.
  func identity(of experiment: Experiment) throws -> RunIdentity {
    let identity = try plainIdentity(of: experiment)
    let run = outputs.run(identity.id, ofExperiment: experiment.general.name)
    guard experiment.runtime.lanes == nil, access(run.identity.path, F_OK) != 0 else { return identity }
    var resolved = experiment
    resolved.runtime.lanes = threadCount
    return try plainIdentity(of: resolved)
  }

  // MARK: -

  private func plainIdentity(of experiment: Experiment) throws -> RunIdentity {
    try RunIdentity(
      experiment, data: try dataIdentity(of: experiment), weights: try weights(of: experiment).identity,
      runs: outputs.experiment(experiment.general.name), console: console)
  }

  private func dataIdentity(of experiment: Experiment) throws -> String {
    let key = Self.text(of: experiment, sections: ["data", "phantom"])
    let found = try data[key] ?? ExperimentData(experiment, console: console).identity()
    data[key] = found
    return found
  }

  private func weights(of experiment: Experiment) throws -> InitialWeights {
    let key =
      experiment.train.initialWeightFiles.joined(separator: "\n")
      + Self.text(of: experiment, sections: ["data", "model", "regions"])
    let found = try weights[key] ?? experiment.initialWeights()
    weights[key] = found
    return found
  }

  private static func text(of experiment: Experiment, sections: Set<String>) -> String {
    Experiment.schema.settings.filter { sections.contains($0.section) }.map {
      "\($0.path)=\($0.key.value(in: experiment).text)\n"
    }.joined()
  }
}
