import Foundation
import NeuralNet
import Runs
import Settings
import Workbench

extension RunIdentity {
  /// The identity of an experiment: the settings that affect training and the data. Keys of `runtime:` that are `auto`
  /// take the values of an existing run that is otherwise equal, preferably of a run with this machine's own settings.
  ///
  /// - Parameters:
  ///   - data: the identity of the data.
  ///   - weights: the identity of the content of `train.initial_weights`.
  ///   - folder: the folder of the experiment's runs.
  init(
    _ experiment: Experiment, data: String, weights: String? = nil, runs folder: URL, console: Console
  ) throws {
    let stages: [(StageName, version: Int)] = [
      (.prepare, PrepareStage.version), (.trainMNet, TrainStage.version), (.trainANet, TrainStage.version),
      (.trainZoomInNet, TrainStage.version),
    ]
    var hash = ContentHash()
    for (stage, version) in stages {
      hash.update(
        StageKey.of(stage.rawValue, version: version, settings: try experiment.identity(of: stage)))
    }
    hash.update(data)
    if let weights { hash.update("initial weights \(weights)") }
    let own = RunIdentity(
      base: hash.hexadecimal(), laneCount: experiment.laneCount, precision: experiment.precision.rawValue)
    let (identities, faults) = Self.all(inExperiment: folder)
    for fault in faults { console.warn("\(fault.message) This run is not taken into account.") }
    let existing = identities.filter { found in
      found.base == own.base && Precision(rawValue: found.precision) != nil
        && (experiment.runtime.lanes == nil || found.laneCount == own.laneCount)
        && (experiment.runtime.precision == .auto || found.precision == own.precision)
    }
    self = existing.contains(own) ? own : existing.first ?? own
    guard self != own else { return }
    var adopted: [String] = []
    if laneCount != own.laneCount { adopted.append("runtime.lanes=\(laneCount)") }
    if precision != own.precision { adopted.append("runtime.precision=\(precision)") }
    console.note("Continuing with \(adopted.joined(separator: " and ")), as the existing run began.")
  }

  /// The precision as the network's type.
  var networkPrecision: Precision {
    guard let precision = Precision(rawValue: precision) else {
      preconditionFailure("a run of unknown precision \(precision) was adopted")
    }
    return precision
  }
}

extension Experiment {
  /// The experiment with `auto` replaced by the run's values, as in the run's YAML.
  func resolved(_ identity: RunIdentity) -> Experiment {
    var experiment = self
    experiment.runtime.lanes = identity.laneCount
    experiment.runtime.precision = identity.networkPrecision == .bf16 ? .bf16 : .f32
    return experiment
  }
}
