import Foundation
import Fundus
import NeuralNet
import Reports
import Runs
import Settings
import Workbench
import ZoomInNet

/// One phase of training, with its checkpoint.
struct TrainStage: Stage {
  let context: RunContext
  let phase: TrainingPhase
  let prepared: StageResult<PrepareStage.Output>
  /// The phase before; nil for the first.
  let earlier: StageResult<Output>?

  /// The results of a phase that later stages use.
  struct Output: StageOutput {
    /// The weights.
    let checkpoint: String
    /// The phases that led to them, in order.
    let phases: [String]

    /// The phases in the order of training.
    var trainedPhases: [TrainingPhase] { phases.compactMap(TrainingPhase.init) }
    var files: [String] { [checkpoint] }

    static func planned(content: String) -> Output { Output(checkpoint: "", phases: []) }
  }

  var name: StageName { phase.stage }
  var version: Int { Self.version }
  /// 3: dropout differs from step to step, and gradients are clipped by the norm of all parameters together.
  static let version = 3
  /// Pictures are an input by their content, so that preparing the same pictures again does not repeat training.
  let alsoReads = ["experiment.seed", "model.preset"]
  var inputs: [StageInput] {
    get throws {
      var inputs = [StageInput("pictures", prepared.output.content)]
      inputs.append(StageInput("machine", context.identity.facts.joined(separator: " ")))
      if let earlier {
        inputs.append(StageInput(earlier))
      } else if let weights = try context.weights.identity {
        inputs.append(StageInput("initial weights", weights))
      }
      return inputs
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    try train(try context.trainer(), work)
    return Output(
      checkpoint: work.run.relativePath(of: try selected(work.console)),
      phases: (earlier?.output.phases ?? []) + [phase.rawValue])
  }

  // MARK: -

  /// The key of checkpoints: the run and the content of the pictures.
  private var trainingKey: String {
    StageKey.short(ContentHash.hexadecimal(of: "\(context.identity.id) \(prepared.output.content)"))
  }

  private func checkpoint(_ phase: TrainingPhase) -> URL { context.run.checkpoint(phase.rawValue) }

  private var best: URL { context.run.bestCheckpoint(phase.rawValue) }

  /// The weights that the phase ends with.
  private func selected(_ console: Console) throws -> URL {
    let training = context.experiment.train
    guard training.selection != .last else { return checkpoint(phase) }
    let history = try TrainingCheckpoint(contentsOf: checkpoint(phase)).validation
    guard let index = history.bestIndex(by: training.selection) else {
      console.warn(
        "\(name.rawValue): \(training.selection.rawValue) is undefined on the validation pictures, so the last weights "
          + "are taken.")
      return checkpoint(phase)
    }
    console.note(
      "\(name.rawValue): the weights after epoch \(history.entries[index].epoch + 1) are taken, the best by "
        + "\(training.selection.rawValue)")
    return best
  }

  /// What grades the validation pictures; nil if they are not asked for.
  private func validation(_ trainer: ZoomInNetTrainer) throws -> (() throws -> ValidationMeasures)? {
    guard trainer.configuration.validateEvery > 0 else { return nil }
    let heads = Set((earlier?.output.trainedPhases ?? []).map(\.head) + [phase.head])
    let reading = try ValidationReading(
      try context.prepared(), heads: heads, trainer.configuration, context.experiment)
    return { [name, console = context.console] in
      let measures = try reading.measures(of: trainer.model)
      func text(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "undefined" }
      console.note(
        "\(name.rawValue): validation kappa \(text(measures.kappa)), AUC \(text(measures.referableAUC)), loss "
          + text(measures.loss))
      return measures
    }
  }

  /// The measures of this phase as rows of the table.
  private func rows(of history: ValidationHistory) -> [ValidationTable.Row] {
    history.entries.map { entry in
      ValidationTable.Row(
        phase: phase.rawValue, epoch: entry.epoch, update: entry.update, loss: entry.measures.loss,
        kappa: entry.measures.kappa, referableAUC: entry.measures.referableAUC)
    }
  }

  /// Writes the table of measures: those of earlier phases as they are, and those of this one.
  private func record(_ own: [ValidationTable.Row], in run: RunDirectory) throws {
    guard !own.isEmpty else { return }
    let before = TrainingPhase.allCases.prefix { $0 != phase }.map(\.rawValue)
    let known = try ValidationTable.readIfPresent(from: run)?.rows ?? []
    try ValidationTable(known.filter { before.contains($0.phase) } + own).write(to: run)
  }

  private func train(_ trainer: ZoomInNetTrainer, _ work: StageWork) throws {
    let start = try start()
    if start == nil, earlier == nil { try begin(with: trainer.model, work.console) }
    let isResumed = start?.phase == phase
    let log = try TrainingLog(
      work.run, resuming: phase, updateCount: isResumed ? start?.content.updateCount ?? 0 : 0)
    let events = try EventFile(work.run)
    var shownCount = isResumed ? start?.validation.entries.count ?? 0 : 0
    do {
      try Interruption.deferred {
        try trainer.train(
          phase, from: start, key: trainingKey,
          checkpointSeconds: context.experiment.runtime.checkpointMinutes * 60,
          onCheckpoint: {
            try work.folder.check()
            try log.flush()
            let measured = rows(of: $0.validation)
            try record(measured, in: work.run)
            for row in measured.dropFirst(shownCount) { try events.append(row) }
            shownCount = measured.count
            if $0.isBest(by: context.experiment.train.selection) { try $0.write(to: best) }
            try $0.write(to: checkpoint(phase))
          },
          onRecord: {
            let line = TrainingLog.Line($0)
            try log.append(line)
            try events.append(line)
          }, validate: try validation(trainer), progress: work.progress)
      }
      if let rate = trainer.pace.updatesPerMinute, let waiting = trainer.pace.waitingFraction {
        work.console.note(
          String(
            format: "%@: %.1f updates a minute; %.2f %% of the time was spent waiting for pictures",
            name.rawValue, rate, 100 * waiting))
      }
    } catch let error as ZoomInNetError where error.code == .nonFinite {
      throw ZoomInNetError(
        .nonFinite, at: error.place, error.reason,
        remedy: "Lower \(phase.section).learning_rate or train.clip_norm. \(try soundState())")
    }
  }

  /// Loads the initial weights into a new network.
  private func begin(with model: ZoomInNetModel, _ console: Console) throws {
    let weights = try context.weights
    guard weights.identity != nil else { return }
    try weights.apply(to: model)
    let names = context.experiment.train.initialWeightFiles.joined(separator: ", ")
    let drawn = weights.drawn.isEmpty ? "" : "; drawn from the seed: \(weights.drawn.joined(separator: ", "))"
    let parts = Dictionary(grouping: weights.leftOut) { $0.split(separator: ".").first ?? "" }.mapValues(
      \.count)
    let left = parts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    let leftOut = left.isEmpty ? "" : "; left out: \(left)"
    console.note("Beginning from \(names)\(drawn)\(leftOut)")
    if context.experiment.model.contrast == .local {
      console.note(
        "model.contrast is local, but the initial weights were probably learned on colours; they are used unchanged."
      )
    }
  }

  /// A sentence about the last weights that were finite.
  private func soundState() throws -> String {
    guard let state = try start() else {
      return "Nothing was saved before, so there is nothing to go back to."
    }
    return "The last sound weights are those of \(state.phase.rawValue) after update "
      + "\(state.content.updateCount ?? 0), in \(checkpoint(state.phase).path)."
  }

  /// The checkpoint from which the phase starts: its own, or the end of the phase before it; nil to start from the
  /// initial weights.
  private func start() throws -> TrainingCheckpoint? {
    for url in [checkpoint(phase), earlier.map { context.run.place(of: $0.output.checkpoint) }].compactMap(
      \.self)
    {
      guard FileManager.default.fileExists(atPath: url.path) else { continue }
      let checkpoint = try TrainingCheckpoint(contentsOf: url)
      if checkpoint.key == trainingKey { return checkpoint }
    }
    return nil
  }
}

extension TrainingPhase {
  /// The section of the experiment that sets how the phase learns.
  var section: String {
    switch self {
    case .mNet: "phase_1"
    case .aNet: "phase_2"
    case .joint: "phase_3"
    }
  }

  /// The stage of a run that trains the phase.
  var stage: StageName {
    switch self {
    case .mNet: .trainMNet
    case .aNet: .trainANet
    case .joint: .trainZoomInNet
    }
  }
}
