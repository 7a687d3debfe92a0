import Foundation
import NeuralNet
import Workbench

/// The state from which training continues: weights, the optimiser's state, and the place in a phase.
///
/// A safetensors file; order, orientations and dropout depend only on the seed and the place. So nothing else is needed
/// to continue with the same bytes as an uninterrupted run.
public struct TrainingCheckpoint: Sendable {
  /// The phase that was under way, or had just ended.
  public let phase: TrainingPhase
  /// The epoch that comes next, or is under way.
  public let epoch: Int
  /// Batches of that epoch that are done.
  public let batch: Int
  /// Whether the phase has ended; the next one starts from these weights.
  public let isPhaseComplete: Bool
  /// Identifies network, training and pictures. Training continues only from a checkpoint of the same key.
  public let key: String
  /// The phase's measures on the validation pictures so far.
  public let validation: ValidationHistory
  /// Weights and optimiser.
  public let content: Checkpoint

  init(
    phase: TrainingPhase, epoch: Int, batch: Int, isPhaseComplete: Bool, key: String,
    validation: ValidationHistory = ValidationHistory(), parameters: Parameters, optimiser: SGD
  ) {
    self.phase = phase
    self.epoch = epoch
    self.batch = batch
    self.isPhaseComplete = isPhaseComplete
    self.key = key
    self.validation = validation
    var metadata = [
      Field.phase: phase.rawValue, Field.epoch: "\(epoch)", Field.batch: "\(batch)",
      Field.complete: "\(isPhaseComplete)", Field.key: key,
    ]
    // Checkpoints without validation are those of earlier versions, byte for byte.
    if !validation.entries.isEmpty { metadata[Field.validation] = Self.text(of: validation) }
    content = Checkpoint(parameters, optimizer: optimiser, metadata: metadata)
  }

  /// The weights of a network that was never trained, from which no phase continues.
  public init(untrained model: ZoomInNetModel, key: String) {
    self.init(
      phase: .mNet, epoch: 0, batch: 0, isPhaseComplete: true, key: key, parameters: model.parameters,
      optimiser: SGD(SGDConfiguration(learningRate: 1)))
  }

  /// Reads a checkpoint.
  ///
  /// - Throws: `NeuralNetError` if the file cannot be read; `ZoomInNetError` `.checkpoint` if it is a safetensors
  ///   file but not a checkpoint of training.
  public init(contentsOf url: URL) throws {
    content = try Checkpoint(contentsOf: url)
    let fields = content.metadata
    guard let phase = fields[Field.phase].flatMap(TrainingPhase.init), let key = fields[Field.key],
      let epoch = fields[Field.epoch].flatMap({ Int($0) }),
      let batch = fields[Field.batch].flatMap({ Int($0) }),
      let isPhaseComplete = fields[Field.complete].flatMap({ Bool($0) })
    else {
      throw ZoomInNetError(
        .checkpoint, at: url.path, "does not say at which place of training it was written",
        remedy: "Name a checkpoint that zoomin wrote.")
    }
    self.phase = phase
    self.epoch = epoch
    self.batch = batch
    self.isPhaseComplete = isPhaseComplete
    self.key = key
    validation =
      try fields[Field.validation].map { text in
        do {
          return try CanonicalJSON.decode(ValidationHistory.self, from: Data(text.utf8), place: url.path)
        } catch {
          throw ZoomInNetError(
            .checkpoint, at: url.path, "has measures of validation that cannot be read",
            remedy: "Delete the file; the phase starts again.")
        }
      } ?? ValidationHistory()
  }

  /// Whether the weights have just been measured on the validation pictures, and are the best of the phase so far.
  public func isBest(by selection: TrainingConfiguration.Selection) -> Bool {
    guard let last = validation.entries.last, batch == 0, last.epoch == epoch - 1 else { return false }
    return validation.bestIndex(by: selection) == validation.entries.count - 1
  }

  /// Writes the checkpoint, complete or not at all; the same state gives the same bytes.
  ///
  /// - Throws: `NeuralNetError` with code `.inputOutput`.
  public func write(to url: URL) throws(NeuralNetError) { try content.write(to: url) }

  private static func text(of history: ValidationHistory) -> String {
    do {
      return try CanonicalJSON.text(history)
    } catch {
      preconditionFailure("numbers and optional numbers can be written as JSON: \(error)")
    }
  }

  private enum Field {
    static let phase = "zoomin.phase"
    static let epoch = "zoomin.epoch"
    static let batch = "zoomin.batch"
    static let complete = "zoomin.phaseComplete"
    static let key = "zoomin.key"
    static let validation = "zoomin.validation"
  }
}
