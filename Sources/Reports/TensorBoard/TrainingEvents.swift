import Runs

/// The events of training: for each phase its losses, learning rate and norm of gradients by update, and its measures on
/// the validation pictures.
struct TrainingEvents {
  let events: [TensorBoardEvent]

  /// The events in the order in which they happened.
  ///
  /// - Parameter rows: a row follows the update after which it was measured; rows of updates that are not in `lines` are
  ///   left out.
  init(_ lines: [TrainingLog.Line], _ rows: [ValidationTable.Row]) {
    let measured = Dictionary(grouping: rows) { Place(phase: $0.phase, update: $0.update) }
    events = lines.flatMap { line in
      [Self.event(line)] + (measured[Place(phase: line.phase, update: line.update)] ?? []).map(Self.event)
    }
  }

  private struct Place: Hashable {
    let phase: String
    let update: Int
  }

  /// An update; the step is its number within the phase.
  static func event(_ line: TrainingLog.Line) -> TensorBoardEvent {
    let losses = line.losses.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    let values = losses + [("learning_rate", line.learningRate), ("gradient_norm", line.gradientNorm)]
    return event(line.phase, line.update, values)
  }

  /// The measures after an epoch, at the update that ended it; undefined ones are left out.
  static func event(_ row: ValidationTable.Row) -> TensorBoardEvent {
    let values = [
      ("validation_loss", row.loss), ("validation_kappa", row.kappa),
      ("validation_referable_auc", row.referableAUC),
    ]
    return event(row.phase, row.update, values.compactMap { name, value in value.map { (name, $0) } })
  }

  // MARK: -

  private static func event(
    _ phase: String, _ update: Int, _ values: [(name: String, value: Double)]
  ) -> TensorBoardEvent {
    TensorBoardEvent(
      step: update,
      values: values.map {
        TensorBoardEvent.Value(tag: "\(phase)/\($0.name)", content: .scalar(Float($0.value)))
      })
  }
}
