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
  /// Of a batch too small to be normalised by itself, how much of a batch it is, 0...1; nil of others.
  let share: Float?
  /// The parameters that are moved, named once: a step makes no strings.
  private let runningMean: String
  private let runningVariance: String

  init(
    name: String, mean: Buffer, variance: Buffer, momentum: Float, valueCount: Int, share: Float?
  ) {
    self.name = name
    self.mean = mean
    self.variance = variance
    self.momentum = momentum
    self.valueCount = valueCount
    self.share = share
    runningMean = "\(name).running_mean"
    runningVariance = "\(name).running_var"
  }

  /// Refuses statistics that are not finite: a ReLU may hide them from the loss.
  func check() throws(NeuralNetError) {
    for part in [mean, variance] where ck_all_finite(part.floats, part.count) == 0 {
      throw NeuralNetError(
        .nonFinite, at: name, "the statistics of its batch are not finite", remedy: NeuralNetError.goBack)
    }
  }

  /// `running = (1 - momentum) * running + momentum * batch`, the variance unbiased, as PyTorch does; those of a small
  /// batch as mean and variance of both together, weighed by `momentum` and its share.
  func move(_ parameters: Parameters) {
    if let share { return join(parameters, weight: momentum * share) }
    let unbiased = valueCount > 1 ? Float(Double(valueCount) / Double(valueCount - 1)) : 1
    move(parameters, runningMean, by: mean, times: 1)
    move(parameters, runningVariance, by: variance, times: unbiased)
  }

  // MARK: -

  private func join(_ parameters: Parameters, weight: Float) {
    parameters.withMutableValues(of: runningMean) { means in
      parameters.withMutableValues(of: runningVariance) { variances in
        ck_join_running(
          means.baseAddress, variances.baseAddress, mean.floats, variance.floats, means.count, weight)
      }
    }
  }

  private func move(_ parameters: Parameters, _ name: String, by batch: Buffer, times correction: Float) {
    parameters.withMutableValues(of: name) { running in
      ck_move_running(running.baseAddress, batch.floats, running.count, momentum, correction)
    }
  }
}
