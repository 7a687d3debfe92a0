import NeuralNet
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Settings of training")
struct TrainingConfigurationTests {
  @Test("batches and accumulation of a phase are its own, else those of all phases")
  func shared() {
    var training = TrainingConfiguration()
    (training.batchPatientCount, training.accumulateCount) = (5, 3)
    for phase in TrainingPhase.allCases {
      #expect(training.batchEyeCount(phase) == 10 && training.accumulateCount(phase) == 3)
    }
    (training.aNet.batchPatientCount, training.aNet.accumulateCount) = (2, 7)
    #expect(TrainingPhase.allCases.map(training.batchEyeCount) == [10, 4, 10])
    #expect(TrainingPhase.allCases.map(training.accumulateCount) == [3, 7, 3])
  }

  @Test("a trainer takes the batches and the accumulation of each phase", arguments: TrainingPhase.allCases)
  func updates(phase: TrainingPhase) throws {
    let pictures = DrawnPictures(patientCount: 6)
    var training = TrainingConfiguration.brief(epochCount: 1)
    for place in [\TrainingConfiguration.mNet, \.aNet, \.joint] {
      training[keyPath: place].batchPatientCount = 1
      training[keyPath: place].accumulateCount = 4
    }
    var records: [TrainingRecord] = []
    try ZoomInNetTrainer(
      ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 1), configuration: training,
      source: pictures,
      eyes: pictures.eyes, pictures: pictures.pictures, budget: .tests
    ).train(phase, onRecord: { records.append($0) })
    #expect(
      records.map(\.update) == [1, 2], "six batches make an update of four and one of the two that are left")
  }

  @Test("the optimiser has the phase's rate and decay, and what all phases share")
  func optimiser() {
    var training = TrainingConfiguration()
    (training.momentum, training.weightDecay, training.gradientClipNorm) = (0.5, 0.25, nil)
    training.joint.learningRate = 0.125
    training.joint.decay = .step
    (training.joint.decayEvery, training.joint.decayFactor, training.joint.warmUpUpdateCount) = (11, 0.75, 6)
    let joint = training.optimiser(.joint, updateTotal: 40)
    #expect(joint.learningRate == 0.125 && joint.momentum == 0.5 && joint.weightDecay == 0.25)
    #expect(joint.decay == .step(every: 11, factor: 0.75))
    #expect(joint.warmUpUpdates == 6 && joint.gradientClipNorm == nil)
    let first = training.optimiser(.mNet, updateTotal: 40)
    #expect(first.learningRate == training.mNet.learningRate)
    #expect(first.decay == .cosine(total: 40) && first.warmUpUpdates == 0)
  }

  @Test("rare grades are met by a power of how rare they are")
  func balance() {
    #expect(TrainingConfiguration.Balance.allCases.map(\.power) == [nil, 0.5, 1])
  }

  @Test("every phase has the keys of a phase, the third one more")
  func keys() throws {
    let names = PhaseConfiguration.keys.map(\.name)
    #expect(
      Set(names).count == names.count && names.contains("batch_patients") && names.contains("accumulate"))
    #expect(PhaseConfiguration.patchKeys.map(\.name) == ["patch_batch_norm"])
    var phase = PhaseConfiguration(epochCount: 1, learningRate: 1)
    let batch = try #require(PhaseConfiguration.keys.first { $0.name == "batch_patients" })
    #expect(batch.read(.scalar("4"), into: &phase) && phase.batchPatientCount == 4)
    #expect(batch.read(.absent, into: &phase) && phase.batchPatientCount == nil)
    #expect(!batch.read(.scalar("0"), into: &phase) && !batch.read(.scalar("513"), into: &phase))
  }
}
