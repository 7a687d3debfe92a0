import Fundus
import NeuralNet
import Workbench

/// Trains a network phase by phase. Its methods are synchronous, so do not call them on the cooperative thread pool.
///
/// Source: Wang et al. 2017, the implementation details in section 3. Accumulated gradients are averaged, schedules
/// count parameter updates, and both eyes of a patient are in the same batch.
public final class ZoomInNetTrainer {
  /// The network that learns.
  public let model: ZoomInNetModel
  /// The training settings.
  public let configuration: TrainingConfiguration
  /// How fast the last phase was trained.
  public private(set) var pace = TrainingPace()

  private let eyes: EyeSet
  private let pictures: [Int]
  private let feeder: PictureFeeder
  private let targets: GradeTargets
  private let budget: ResourceBudget

  /// A trainer on the pictures `pictures` (the training split) of a set.
  ///
  /// - Parameter budget: threads for decoding, and memory: a quarter may be used for decoded pictures, and a quarter
  ///   for M in phase 2. Results do not depend on either.
  public init(
    _ model: ZoomInNetModel, configuration: TrainingConfiguration, source: any PictureSource, eyes: EyeSet,
    pictures: [Int], budget: ResourceBudget
  ) {
    self.model = model
    self.configuration = configuration
    self.eyes = eyes
    self.pictures = pictures
    self.budget = budget
    feeder = PictureFeeder(
      source: source, configuration: model.configuration, threadCount: budget.threadCount,
      cachedByteCount: budget.memoryBytes / 4, altersPictures: configuration.altersPictures)
    targets = GradeTargets(
      grades: eyes.grades, rarity: GradeRarity(pictures.compactMap { eyes.grades[$0] }),
      weights: configuration.classWeights)
  }

  /// Trains one phase to its end.
  ///
  /// - Parameters:
  ///   - phase: the phase. The caller must have run the earlier phases.
  ///   - checkpoint: where to continue: a checkpoint of this phase, or of the end of an earlier phase or its best one
  ///     (then only its weights are used). Nil starts from the model as it is.
  ///   - key: identifies network, training and pictures. A checkpoint of another key is an error.
  ///   - checkpointSeconds: the time after which a checkpoint is also made within an epoch.
  ///   - onCheckpoint: receives a checkpoint at the end of every epoch, after `checkpointSeconds`, and when a listener
  ///     asks to stop. If it throws, the phase ends.
  ///   - onRecord: receives every update's measurements.
  ///   - validate: grades the validation pictures with the model as it is; called after epochs as `validateEvery` says.
  ///   - progress: receives the number of finished batches of the phase and the loss.
  /// - Throws: `ZoomInNetError` (`.nonFinite` for a loss or a gradient, with the update, the layer and the checkpoint
  ///   before it), `NeuralNetError`, errors of the picture source, and `WorkbenchError` `.stopped` after the last
  ///   checkpoint was passed to `onCheckpoint`.
  public func train(
    _ phase: TrainingPhase, from checkpoint: TrainingCheckpoint? = nil, key: String = "",
    checkpointSeconds: Double = .infinity,
    onCheckpoint: (TrainingCheckpoint) throws -> Void = { _ in },
    onRecord: (TrainingRecord) throws -> Void = { _ in },
    validate: (() throws -> ValidationMeasures)? = nil,
    progress: ProgressListener = { _ in .more }
  ) throws {
    try train(
      phase, by: step, from: checkpoint, key: key, checkpointSeconds: checkpointSeconds,
      onCheckpoint: onCheckpoint, onRecord: onRecord, validate: validate, progress: progress)
  }

  /// Trains a phase with the step that `makeStep` returns.
  func train(
    _ phase: TrainingPhase, by makeStep: (TrainingPhase) throws -> any PhaseStep,
    from checkpoint: TrainingCheckpoint? = nil, key: String = "", checkpointSeconds: Double = .infinity,
    onCheckpoint: (TrainingCheckpoint) throws -> Void = { _ in },
    onRecord: (TrainingRecord) throws -> Void = { _ in },
    validate: (() throws -> ValidationMeasures)? = nil,
    progress: ProgressListener = { _ in .more }
  ) throws {
    let order = EpochPlan(
      eyes: eyes, pictures: pictures, capacity: configuration.batchEyeCount(phase),
      balance: configuration.balance,
      seed: configuration.seed, purpose: phase.rawValue)
    guard !order.isEmpty else {
      throw ZoomInNetError(
        .noGrades, at: phase.rawValue, "no training picture has a grade",
        remedy: "Check the labels and the splits of the data.")
    }
    let epochs = (0..<configuration.phase(phase).epochCount).map { order.batches(epoch: $0) }
    let accumulate = configuration.accumulateCount(phase)
    let updateCount = epochs.reduce(0) { $0 + ($1.count + accumulate - 1) / accumulate }
    var position = try restore(checkpoint, phase, key)
    let step = try makeStep(phase)
    var optimiser = SGD(
      configuration.optimiser(phase, updateTotal: updateCount), updateCount: position.updateCount,
      velocities: position.velocities)
    pace = TrainingPace()
    let clock = ContinuousClock()
    var handed = clock.now
    func hand(batch: Int) throws {
      defer { handed = clock.now }
      try onCheckpoint(
        TrainingCheckpoint(
          phase: phase, epoch: position.epoch, batch: batch, isPhaseComplete: position.isComplete, key: key,
          validation: position.validation, parameters: model.parameters, optimiser: optimiser))
    }
    let batchTotal = epochs.reduce(0) { $0 + $1.count }
    position.isComplete = position.isComplete || epochs.isEmpty
    while !position.isComplete {
      let epoch = position.epoch
      let batches = epochs[epoch]
      let before = epochs[..<epoch].reduce(0) { $0 + $1.count }
      let ahead = LookAhead(position.batch..<batches.count) { [configuration, load = step.load] index in
        try load(Self.oriented(batches[index], phase, epoch, index, configuration))
      }
      for index in position.batch..<batches.count where (index - position.batch) % accumulate == 0 {
        let group = index..<min(index + accumulate, batches.count)
        let record = try update(
          step, &optimiser, group, ahead, Place(phase: phase, epoch: epoch, before: before))
        try onRecord(record)
        let answers = [
          progress(.measured(name: "loss", value: record.losses["loss"] ?? 0)),
          progress(.advanced(done: before + group.upperBound, total: batchTotal, unit: "batches")),
        ]
        let isLast = group.upperBound == batches.count
        if answers.contains(.stop) {
          try hand(batch: group.upperBound)
          throw WorkbenchError(
            .stopped, at: phase.rawValue, "training was stopped",
            remedy: "The same command continues from the checkpoint.")
        }
        if !isLast, (clock.now - handed) / .seconds(1) >= checkpointSeconds {
          try hand(batch: group.upperBound)
        }
      }
      position.epoch += 1
      position.batch = 0
      if let validate, isValidated(position.epoch, of: epochs.count) {
        position.validation.append(
          ValidationHistory.Entry(epoch: epoch, update: optimiser.updateCount, measures: try validate()))
        position.isComplete =
          configuration.patience.map {
            position.validation.isExhausted(after: $0, by: configuration.selection)
          } ?? false
      }
      position.isComplete = position.isComplete || position.epoch == epochs.count
      try hand(batch: 0)
    }
  }

  // MARK: -

  /// Whether the validation pictures are graded after so many epochs.
  private func isValidated(_ epochCount: Int, of total: Int) -> Bool {
    let every = configuration.validateEvery
    return every > 0 && (epochCount % every == 0 || epochCount == total)
  }

  private struct Position {
    var epoch = 0
    var batch = 0
    var isComplete = false
    var validation = ValidationHistory()
    var updateCount = 0
    var velocities: [String: [Float]] = [:]
  }

  private func restore(
    _ checkpoint: TrainingCheckpoint?, _ phase: TrainingPhase, _ key: String
  ) throws -> Position {
    guard let checkpoint else { return Position() }
    let place = "checkpoint of \(checkpoint.phase.rawValue), epoch \(checkpoint.epoch)"
    guard checkpoint.key == key else {
      throw ZoomInNetError(
        .checkpoint, at: place, "belongs to another network, training or set of pictures",
        remedy: "Continue it in its own run, or start without it.")
    }
    let isEnd = checkpoint.isPhaseComplete || checkpoint.isBest(by: configuration.selection)
    guard checkpoint.phase == phase || isEnd else {
      throw ZoomInNetError(
        .checkpoint, at: place, "was written before its phase had ended, so \(phase.rawValue) cannot start")
    }
    try model.parameters.restore(checkpoint.content.tensors, from: place)
    guard checkpoint.phase == phase else { return Position() }
    return Position(
      epoch: checkpoint.epoch, batch: checkpoint.batch, isComplete: checkpoint.isPhaseComplete,
      validation: checkpoint.validation, updateCount: checkpoint.content.updateCount ?? 0,
      velocities: checkpoint.content.velocities.mapValues(\.values))
  }

  private func step(_ phase: TrainingPhase) throws -> any PhaseStep {
    switch phase {
    case .mNet: try MNetStep(model, configuration, feeder, targets: targets)
    case .aNet:
      try ANetStep(
        model, configuration, feeder, targets: targets, memoryBytes: budget.memoryBytes / 4)
    case .joint: try JointStep(model, configuration, feeder, targets: targets)
    }
  }

  /// The place of a batch in training.
  private struct Place {
    let phase: TrainingPhase
    let epoch: Int
    /// Batches in the phase's earlier epochs.
    let before: Int
  }

  /// Updates the parameters once by the mean gradient of a group of batches.
  private func update(
    _ step: any PhaseStep, _ optimiser: inout SGD, _ batches: Range<Int>, _ ahead: LookAhead<LoadedBatch>,
    _ place: Place
  ) throws -> TrainingRecord {
    let start = ContinuousClock.now
    do {
      let record = try move(step, &optimiser, batches, ahead, place)
      pace.updateCount += 1
      pace.seconds += (ContinuousClock.now - start) / .seconds(1)
      return record
    } catch let error as NeuralNetError where error.code == .nonFinite {
      throw ZoomInNetError(
        .nonFinite,
        at: "\(place.phase.rawValue), epoch \(place.epoch + 1), update \(optimiser.updateCount + 1)",
        "\(error.place): \(error.reason)", remedy: error.remedy)
    }
  }

  private func move(
    _ step: any PhaseStep, _ optimiser: inout SGD, _ batches: Range<Int>, _ ahead: LookAhead<LoadedBatch>,
    _ place: Place
  ) throws -> TrainingRecord {
    model.parameters.zeroGradients()
    var losses: [String: Double] = [:]
    for index in batches {
      let start = ContinuousClock.now
      let batch = try ahead.value(index)
      pace.waitingSeconds += (ContinuousClock.now - start) / .seconds(1)
      drop(in: step, place.phase, batch: place.before + index)
      for (name, value) in try step.run(batch) { losses[name, default: 0] += value / Double(batches.count) }
    }
    let rate = optimiser.learningRate
    let norm = try optimiser.step(
      model.parameters, rateFactors: step.rateFactors, gradientScale: 1 / Float(batches.count))
    return TrainingRecord(
      phase: place.phase, epoch: place.epoch, update: optimiser.updateCount, losses: losses,
      learningRate: rate, gradientNorm: norm)
  }

  /// Sets the dropout of a batch, which depends only on the seed, the phase and the batch's number in the phase.
  private func drop(in step: any PhaseStep, _ phase: TrainingPhase, batch: Int) {
    var stream = RandomStream(seed: configuration.seed, purpose: "dropout \(phase.rawValue)")
    let seed = stream.next()
    for plan in step.plans { plan.setDropoutStep(seed: seed, step: batch) }
  }

  /// Each row's orientation, which depends on seed, phase, epoch, batch and row. In phase 2 it is one of the few in
  /// which the picture is shown.
  private static func oriented(
    _ rows: EyeBatch, _ phase: TrainingPhase, _ epoch: Int, _ batch: Int,
    _ configuration: TrainingConfiguration
  ) -> TrainingBatch {
    let orientations = rows.pictures.enumerated().map { row, picture in
      var stream = RandomStream(
        seed: configuration.seed, purpose: "orientation \(phase.rawValue)", items: epoch, batch, row)
      guard phase == .aNet else { return Orientation(stream.integer(below: 8)) }
      var own = RandomStream(seed: configuration.seed, purpose: "orientations shown to A-Net", items: picture)
      return Orientation(
        own.permutation(count: 8)[stream.integer(below: configuration.aNetOrientationCount)])
    }
    return TrainingBatch(
      rows: rows, orientations: orientations, colours: colours(rows, phase, epoch, batch, configuration),
      alterations: alterations(rows, phase, epoch, batch, configuration))
  }

  /// How the colours of each row are read, which depends on seed, phase, epoch, batch and row. In phase 2, where M is
  /// computed once for each orientation, they are read as they are.
  private static func colours(
    _ rows: EyeBatch, _ phase: TrainingPhase, _ epoch: Int, _ batch: Int,
    _ configuration: TrainingConfiguration
  ) -> [Normalisation] {
    let spread = configuration.colourJitter
    guard spread > 0, phase != .aNet else { return [] }
    return rows.pictures.indices.map { row in
      var stream = RandomStream(
        seed: configuration.seed, purpose: "colour \(phase.rawValue)", items: epoch, batch, row)
      func factor() -> Double { 1 + spread * (2 * stream.uniform() - 1) }
      let brightness = factor()
      return Normalisation.halves.multiplying((0..<3).map { _ in Float(brightness * factor()) })
    }
  }

  /// How the scale and the sharpness of each row are changed, which depends on seed, phase, epoch, batch and row. In
  /// phase 2 they are not.
  private static func alterations(
    _ rows: EyeBatch, _ phase: TrainingPhase, _ epoch: Int, _ batch: Int,
    _ configuration: TrainingConfiguration
  ) -> [Alteration] {
    guard configuration.altersPictures, phase != .aNet else { return [] }
    return rows.pictures.indices.map { row in
      var stream = RandomStream(
        seed: configuration.seed, purpose: "scale and blur \(phase.rawValue)", items: epoch, batch, row)
      let magnification = 1 + configuration.scaleJitter * (2 * stream.uniform() - 1)
      return Alteration(
        magnification: magnification, blurFraction: configuration.blurFraction * stream.uniform())
    }
  }
}
