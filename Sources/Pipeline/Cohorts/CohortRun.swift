import Foundation
import Fundus
import Reports
import Runs
import Settings
import Workbench

/// `zoomin evaluate` and `mine` with `--run DIR --data DATA`: stages on other pictures, with the network of a run.
///
/// The results lie in a folder of their own beside the run, which is a run without training: its clusters are made,
/// judged and browsed like those of any other, and the run itself stays as it is. Pictures are prepared as the network
/// was trained; none of them counts as a training picture. Baselines that learn from training pictures learn from those
/// of the run.
public struct CohortRun {
  private let folder: URL
  private let data: URL
  private let stages: [StageName]
  private let overrides: [String]
  private let console: Console

  /// Stages on a data set.
  ///
  /// - Parameters:
  ///   - folder: the run, or a cohort of it.
  ///   - data: a folder, a table of pictures or an experiment in YAML.
  ///   - stages: some of those after training.
  ///   - overrides: settings of the data and of these stages.
  public init(
    of folder: URL, data: URL, stages: [StageName], overrides: [String], console: Console
  ) {
    self.folder = folder
    self.data = data
    self.stages = stages
    self.overrides = overrides
    self.console = console
  }

  /// Runs the stages, as far as they are not finished.
  ///
  /// - Throws: `PipelineError` if the run is not trained, or an override belongs to training; errors of reading the data;
  ///   the errors of the stages.
  public func perform() throws -> StageRun.Result {
    let trained = try TrainedRun(at: folder)
    let experiment = try experiment(of: trained)
    let data = ExperimentData(experiment, console: console)
    try data.checkOutputs()
    let identity = try identity(of: experiment, data, trained)
    let run = RunDirectory(
      trained.run.url.deletingLastPathComponent().appendingPathComponent("\(name)-\(identity.id)"))
    return try OpenRun(run, console: console).perform(experiment, identity) { runner in
      try CohortRecord(network: trained.run.url.lastPathComponent, data: self.data.path).write(to: run)
      try trained.recordTraining(in: run)
      let context = RunContext(
        experiment, run: run, identity: identity, data: data, network: trained, console: console)
      let pipeline = PipelineRun(context, runner: runner, wanted: Set([.prepare] + stages))
      _ = try pipeline.prepared()
      try warnOfTrainingPictures(context)
      try pipeline.perform()
      if stages.contains(.evaluate) { try drawPlots(context) }
      return try StageRun.Result(run: run, stages: stages, pipeline)
    }
  }

  // MARK: -

  /// The data set's name as part of a folder's: that of the folder, also for a table in it, or of the experiment.
  private var name: String {
    let place = data.standardizedFileURL
    let isTable = FileKind(of: place) == .file && !Experiment.isExperiment(place)
    let stem = (isTable ? place.deletingLastPathComponent() : place.deletingPathExtension()).lastPathComponent
    let letters = stem.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        ? Character(scalar) : "-"
    }
    return String(letters)
  }

  /// The run's experiment with these pictures.
  private func experiment(of trained: TrainedRun) throws -> Experiment {
    let own = overrides.filter(Experiment.namesPictures)
    var named = try Experiment.reading(data, overrides: own, console: console)
    // Without splits of the data's own, all pictures are tested.
    (named.data.split.trainFraction, named.data.split.validationFraction, named.data.split.testFraction) =
      (0, 0, 1)
    return try trained.experiment(reading: named, overrides: overrides)
  }

  /// The identity of the cohort: that of the run, and of its pictures.
  private func identity(
    of experiment: Experiment, _ data: ExperimentData, _ trained: TrainedRun
  ) throws -> RunIdentity {
    var hash = ContentHash()
    hash.update("cohort of \(trained.identity.id)")
    for (path, value) in try experiment.identity(of: .prepare) { hash.update("\(path) \(value)") }
    hash.update(try data.identity())
    return RunIdentity(
      base: hash.hexadecimal(), laneCount: trained.identity.laneCount, precision: trained.identity.precision)
  }

  /// The plots that a run's report draws, without those of training.
  private func drawPlots(_ context: RunContext) throws {
    _ = try RunPlots(
      of: context.experiment.general.name, log: [], evaluation: try Evaluation.read(from: context.run),
      splits: context.reportedSplits.map(\.rawValue), decidedBy: context.experiment.heads.decision.rawValue
    ).write(to: context.run)
  }

  /// Pictures that the network was trained on make results look better than they are.
  private func warnOfTrainingPictures(_ context: RunContext) throws {
    guard let training = try context.trainingSet() else { return }
    let known = Set(training.manifest.indices(in: .train).map { training.pictures[$0].sha256 })
    let set = try context.prepared()
    let common = set.pictures.indices.filter { known.contains(set.pictures[$0].sha256) }
    guard let first = common.first else { return }
    console.warn(
      "The network was trained on \(Counted.text(common.count)) of these pictures, the first is "
        + "\(set.manifest.entries[first].id). Results on them say nothing about new patients.")
  }
}
