internal import CKernels

/// The mean and variance that a batch norm computed from its batch, and the running ones they move.
struct BatchStatistics {
  /// The layer.
  let name: String
  let mean: Buffer
  let variance: Buffer
  let momentum: Float
  /// Values of each channel in a batch.
  let valueCount: Int

  /// Refuses statistics that are not finite: a ReLU may hide them from the loss.
  func check() throws(NeuralNetError) {
    for part in [mean, variance] where ck_all_finite(part.floats, part.count) == 0 {
      throw NeuralNetError(
        .nonFinite, at: name, "the statistics of its batch are not finite", remedy: NeuralNetError.goBack)
    }
  }

  /// `running = (1 - momentum) * running + momentum * batch`, the variance unbiased, as PyTorch does.
  func move(_ parameters: Parameters) {
    let unbiased = valueCount > 1 ? Float(Double(valueCount) / Double(valueCount - 1)) : 1
    for (suffix, batch, correction) in [("mean", mean, 1), ("var", variance, unbiased)] {
      parameters.withMutableValues(of: "\(name).running_\(suffix)") { running in
        ck_move_running(running.baseAddress, batch.floats, running.count, momentum, correction)
      }
    }
  }
}
