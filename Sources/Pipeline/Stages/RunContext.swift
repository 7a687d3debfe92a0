import Discovery
import Foundation
import Fundus
import Runs
import Settings
import Spots
import Workbench
import ZoomInNet

/// Objects that the stages of one run share. Expensive ones are made when a stage first needs them, so a stage without
/// a network builds none, and a stage without pictures prepares none.
final class RunContext {
  /// The experiment, with `auto` resolved.
  let experiment: Experiment
  /// The run.
  let run: RunDirectory
  /// The identity of the run.
  let identity: RunIdentity
  /// The photographs.
  let data: ExperimentData
  /// The run whose network reads the pictures; nil if the run trains its own.
  let networkRun: TrainedRun?
  /// The predictions made in this process.
  let readings = ReadingMemory()

  /// The output of the run.
  let console: Console
  private var set: PreparedSet?
  private var otherTrainingSet: PreparedSet??
  private var otherWeights: InitialWeights??
  private var knownLesions: String?
  private var knownWeights: InitialWeights?
  private var keptTrainer: ZoomInNetTrainer?
  private var loaded: (checkpoint: String, network: TrainedNetwork)?

  /// The context of a run that is being written.
  ///
  /// - Parameters:
  ///   - networkRun: the run whose network reads the pictures, in a run without training.
  ///   - weights: the initial weights, if already loaded.
  init(
    _ experiment: Experiment, run: RunDirectory, identity: RunIdentity, data: ExperimentData,
    network networkRun: TrainedRun? = nil, weights: InitialWeights? = nil, console: Console
  ) {
    self.experiment = experiment
    self.run = run
    self.identity = identity
    self.data = data
    self.networkRun = networkRun
    knownWeights = weights
    self.console = console
  }

  /// The prepared pictures, from the cache if possible.
  func prepared() throws -> PreparedSet {
    try set ?? prepare { _ in Interruption.isRequested ? .stop : .more }
  }

  /// Draws or finds, lists and prepares the pictures, and writes the table of skipped ones.
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

  /// The pictures that hold the network's training pictures: those of this run, or of the run whose network is used; nil if
  /// the latter are no longer there.
  func trainingSet() throws -> PreparedSet? {
    guard let networkRun else { return try prepared() }
    if let otherTrainingSet { return otherTrainingSet }
    let made: PreparedSet?
    do {
      let data = ExperimentData(networkRun.experiment, console: console)
      let progress = StageProgress("training pictures", console: console).listener
      made = try data.prepared(try data.manifest(progress), progress: progress)
    } catch let error as FundusError {
      console.warn(
        "\(error.description) These are the pictures that the network was trained on, so baselines that learn from them "
          + "are left out.")
      made = nil
    }
    otherTrainingSet = .some(made)
    return made
  }

  /// What the results depend on besides the run's own pictures, where the network is that of another run.
  func trainingInput() throws -> [StageInput] {
    guard networkRun != nil else { return [] }
    return [
      StageInput("training pictures", try trainingSet()?.contentHash ?? "absent"),
      StageInput("baseline weights", try baselineWeights().map { $0.identity ?? "drawn" } ?? "absent"),
    ]
  }

  /// The initial weights of the untrained network with which results are compared; nil if their file is no longer there, in
  /// a run without training of its own.
  func baselineWeights() throws -> InitialWeights? {
    guard networkRun != nil else { return try weights }
    if let otherWeights { return otherWeights }
    let found: InitialWeights?
    do {
      found = try weights
    } catch let error as WorkbenchError where error.code == .missing {
      console.warn(
        "\(error.description) The network began from these weights, so the untrained network is left out of the "
          + "comparison.")
      found = nil
    }
    otherWeights = .some(found)
    return found
  }

  /// The splits on which results are reported: in a run that trains, those that are held out, else all.
  var reportedSplits: [Split] {
    networkRun == nil ? EvaluateStage.heldOutSplits : Split.allCases
  }

  /// The identity of the data's lesions.
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

  /// How spots are described.
  ///
  /// - Throws: `NeuralNetError` if the trunk cannot be planned; errors of the initial weights.
  func spotDescriber(_ network: TrainedNetwork) throws -> any SpotDescriber {
    let spots = experiment.spots
    let begins = !experiment.train.initialWeightFiles.isEmpty
    return JoinedDescriber(
      try spots.descriptions(beginsFromWeights: begins).map { description in
        switch description {
        case .profile: return RadialProfile()
        case .trunk:
          var model = network.model
          if spots.weights == .initial {
            model = ZoomInNetModel(experiment.network, seed: UInt64(experiment.general.seed))
            try weights.apply(to: model)
          }
          let describer = try TrunkDescriber(
            experiment.network, parameters: model.parameters, title: spots.weights.rawValue,
            layers: spots.layers, side: experiment.preset.zoomPixels, laneCount: identity.laneCount)
          guard let describer else {
            preconditionFailure("validate() let through layers that the trunk has not")
          }
          return describer
        }
      })
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
    let network = try TrainedNetwork(
      run.place(of: trained.checkpoint), phases: trained.trainedPhases, experiment: experiment,
      laneCount: identity.laneCount, precision: identity.networkPrecision)
    loaded = (trained.checkpoint, network)
    return network
  }
}
