import Fundus
import NeuralNet
import ZoomInNet

extension Experiment {
  /// What the network computes.
  var network: ZoomInNetConfiguration {
    ZoomInNetConfiguration(
      preset: preset,
      contrast: model.contrast == .local ? LocalContrast(reachFraction: model.contrastReach) : nil,
      attentionInRetina: model.attentionInRetina, missingEye: model.missingEye, regions: regions,
      lossWeights: ZoomInNetConfiguration.LossWeights(
        mNet: model.mNetLossWeight, aNet: model.aNetLossWeight, cNet: model.cNetLossWeight))
  }

  /// How the network learns.
  func training(laneCount: Int, precision: Precision) -> TrainingConfiguration {
    let balance: TrainingConfiguration.Balance =
      switch train.balance {
      case .none: .none
      case .root: .oversample(power: 0.5)
      case .full: .oversample(power: 1)
      }
    return TrainingConfiguration(
      seed: UInt64(general.seed), laneCount: laneCount, precision: precision,
      batchPatientCount: train.batchPatients, accumulateCount: train.accumulate, balance: balance,
      mNet: phase(phase1), aNet: phase(phase2), joint: phase(phase3),
      aNetOrientationCount: train.aNetOrientations,
      jointPatchRateFactor: train.cNetRateFactor, headRateFactor: train.headRateFactor)
  }

  // MARK: -

  private func phase(_ settings: PhaseSettings) -> PhaseConfiguration {
    let schedule: PhaseConfiguration.Schedule =
      switch settings.decay {
      case .constant: .constant
      case .step: .step(updateCount: settings.decayEvery, factor: settings.decayFactor)
      case .cosine: .cosine
      }
    return PhaseConfiguration(
      epochCount: settings.epochs, learningRate: settings.learningRate, momentum: train.momentum,
      weightDecay: train.weightDecay, schedule: schedule, warmUpUpdateCount: settings.warmUp,
      gradientClipNorm: train.clipNorm)
  }
}
