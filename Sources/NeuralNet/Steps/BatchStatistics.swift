internal import CKernels

/// The mean and variance that a batch norm computed from its batch, and the running statistics that they update.
struct BatchStatistics {
  /// The layer.
  let name: String
  let mean: Buffer
  let variance: Buffer
  let momentum: Float
  /// Values of each channel in a batch.
  let valueCount: Int
  /// For a batch with fewer items than batch norm's `fewestItems`, the ratio of the two, 0...1; otherwise nil.
  let share: Float?
  /// The names of the updated parameters, stored so that a step creates no strings.
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

  /// Throws if the statistics are not finite, because a ReLU may hide that from the loss.
  func check() throws(NeuralNetError) {
    for part in [mean, variance] where ck_all_finite(part.floats, part.count) == 0 {
      throw NeuralNetError(
        .nonFinite, at: name, "the statistics of its batch are not finite", remedy: NeuralNetError.goBack)
    }
  }

  /// `running = (1 - momentum) * running + momentum * batch`, with the unbiased variance, as PyTorch does. For a small
  /// batch, the mean and variance of both together, weighted by `momentum` times its share.
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
