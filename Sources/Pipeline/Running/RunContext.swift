import Discovery
import Foundation
import Fundus
import Runs
import Settings
import Workbench
import ZoomInNet

/// What the stages of one run share. Everything that costs time is made when a stage first asks for it: a stage that uses
/// no network builds none, one that reads no picture prepares none.
final class RunContext {
  /// The experiment, with `auto` resolved.
  let experiment: Experiment
  /// The run.
  let run: RunDirectory
  /// Which run it is.
  let identity: RunIdentity
  /// The photographs.
  let data: ExperimentData
  /// What was read of pictures in this process.
  let readings = ReadingMemory()

  private let console: Console
  private var set: PreparedSet?
  private var knownLesions: String?
  private var knownWeights: InitialWeights?
  private var keptTrainer: ZoomInNetTrainer?
  private var loaded: (checkpoint: String, network: TrainedNetwork)?

  /// The context of a run that is being written.
  ///
  /// - Parameter weights: what training begins from, where it is at hand.
  init(
    _ experiment: Experiment, run: RunDirectory, identity: RunIdentity, data: ExperimentData,
    weights: InitialWeights? = nil, console: Console
  ) {
    self.experiment = experiment
    self.run = run
    self.identity = identity
    self.data = data
    knownWeights = weights
    self.console = console
  }

  /// The prepared pictures; those of the cache where they are there.
  func prepared() throws -> PreparedSet {
    try set ?? prepare { _ in Interruption.isRequested ? .stop : .more }
  }

  /// Draws or finds, lists and prepares the pictures, and says which were skipped.
  func prepare(_ progress: @escaping ProgressListener) throws -> PreparedSet {
    if let set { return set }
    let made = try data.prepared(try data.manifest(progress), progress: progress)
    if let first = made.skipped.first {
      console.warn(
        "\(made.skipped.count) pictures are skipped, the first is \(first.path): \(first.reason)")
    }
    set = made
    return made
  }

  /// What stands for the lesions that the data mark.
  var lesions: String {
    get throws {
      let lesions = try knownLesions ?? data.lesionIdentity()
      knownLesions = lesions
      return lesions
    }
  }

  /// The weights that training begins from.
  var weights: InitialWeights {
    get throws {
      let weights = try knownWeights ?? experiment.initialWeights()
      knownWeights = weights
      return weights
    }
  }

  /// The labels that count.
  func labels() throws -> AcceptedLabels { try experiment.acceptedLabels() }

  /// What trains the network: one for all phases, so that a picture that one of them has decoded is there for the next.
  func trainer() throws -> ZoomInNetTrainer {
    if let keptTrainer { return keptTrainer }
    let set = try prepared()
    let trainer = ZoomInNetTrainer(
      ZoomInNetModel(experiment.network, seed: UInt64(experiment.general.seed)),
      configuration: experiment.training(
        laneCount: identity.laneCount, precision: identity.networkPrecision),
      source: set, eyes: EyeSet(set.manifest), pictures: set.manifest.indices(in: .train),
      budget: experiment.budget)
    keptTrainer = trainer
    return trainer
  }

  /// A trained network. What training kept in memory is let go.
  func network(_ trained: TrainStage.Output) throws -> TrainedNetwork {
    if let loaded, loaded.checkpoint == trained.checkpoint { return loaded.network }
    keptTrainer = nil
    let url = run.place(of: trained.checkpoint)
    let model = ZoomInNetModel(experiment.network, seed: UInt64(experiment.general.seed))
    try model.parameters.restore(try TrainingCheckpoint(contentsOf: url).content.tensors, from: url.path)
    let network = TrainedNetwork(
      model: model, phases: trained.phases.compactMap(TrainingPhase.init), checkpoint: url,
      laneCount: identity.laneCount, precision: identity.networkPrecision, weights: try weights)
    loaded = (trained.checkpoint, network)
    return network
  }
}
