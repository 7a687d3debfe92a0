import Foundation
import NeuralNet
import Synchronization
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Training")
struct TrainingTests {
  private let pictures = DrawnPictures(patientCount: 10)

  private func trainer(
    _ configuration: TrainingConfiguration = .brief(),
    missingEye: ZoomInNetConfiguration.MissingEye = .repeat, threadCount: Int = 2
  ) -> ZoomInNetTrainer {
    var regions = RegionSamplerConfiguration()
    regions.minimumResponse = -.infinity
    let model = ZoomInNetModel(
      ZoomInNetConfiguration(preset: .testing, missingEye: missingEye, regions: regions),
      seed: configuration.seed)
    return ZoomInNetTrainer(
      model, configuration: configuration, source: pictures, eyes: pictures.eyes, pictures: pictures.pictures,
      budget: ResourceBudget(threadCount: threadCount, memoryBytes: ResourceBudget.tests.memoryBytes))
  }

  private func bytes(_ model: ZoomInNetModel, _ prefix: String) -> [String: [UInt32]] {
    model.parameters.tensors.filter { $0.key.hasPrefix(prefix) }
      .mapValues { $0.values.map(\.bitPattern) }
  }

  @Test("phase 1 changes M-Net alone; phase 2 leaves every byte of M-Net as it was")
  func phasesTouch() throws {
    let trainer = trainer()
    let atStart = bytes(trainer.model, "")
    try trainer.train(.mNet)
    #expect(bytes(trainer.model, "m_net.") != atStart.filter { $0.key.hasPrefix("m_net.") })
    #expect(bytes(trainer.model, "a_net.") == atStart.filter { $0.key.hasPrefix("a_net.") })
    let afterM = bytes(trainer.model, "")
    try trainer.train(.aNet)
    #expect(bytes(trainer.model, "m_net.") == afterM.filter { $0.key.hasPrefix("m_net.") })
    #expect(bytes(trainer.model, "c_net.") == afterM.filter { $0.key.hasPrefix("c_net.") })
    #expect(bytes(trainer.model, "a_net.") != afterM.filter { $0.key.hasPrefix("a_net.") })
  }

  @Test("in phase 3 every parameter of every part has a gradient")
  func everyGradient() throws {
    let trainer = trainer(.brief(epochCount: 1))
    try trainer.train(.joint)
    let parameters = trainer.model.parameters
    let still = parameters.learnableNames.filter { parameters.gradient(of: $0).allSatisfy { $0 == 0 } }
    #expect(still == [])
  }

  @Test(
    "a few pictures are learned by heart, phase by phase, one pair at a time too", arguments: [3, 1])
  func overfit(batchPatientCount: Int) throws {
    var configuration = TrainingConfiguration.brief(epochCount: 30)
    configuration.batchPatientCount = batchPatientCount
    let trainer = trainer(configuration)
    let updatesPerEpoch = (pictures.patientCount + batchPatientCount - 1) / batchPatientCount
    for (phase, part) in [(TrainingPhase.mNet, "loss_m"), (.aNet, "loss_a"), (.joint, "loss_c")] {
      var losses: [Double] = []
      try trainer.train(phase, onRecord: { losses.append($0.losses[part] ?? .nan) })
      let first = losses.prefix(updatesPerEpoch).reduce(0, +) / Double(updatesPerEpoch)
      let last = losses.suffix(updatesPerEpoch).reduce(0, +) / Double(updatesPerEpoch)
      #expect(last < 0.7 * first, "\(part) \(first) -> \(last)")
    }
  }

  @Test(
    "stopped anywhere and taken up again gives the bytes of an undisturbed run",
    arguments: TrainingPhase.allCases)
  func resume(phase: TrainingPhase) throws {
    let folder = try TemporaryFolder().url
    let configuration = TrainingConfiguration.brief(epochCount: 3, accumulateCount: 2)
    let undisturbed = trainer(configuration)
    var expected: Data?
    try undisturbed.train(
      phase, key: "k",
      onCheckpoint: { checkpoint in
        guard checkpoint.isPhaseComplete else { return }
        let file = folder.appendingPathComponent("undisturbed.safetensors")
        try checkpoint.write(to: file)
        expected = try Data(contentsOf: file)
      })

    let file = folder.appendingPathComponent("stopped.safetensors")
    let calls = Counter()
    #expect(throws: WorkbenchError.self) {
      try trainer(configuration).train(
        phase, key: "k", onCheckpoint: { try $0.write(to: file) },
        progress: { event in
          guard case .advanced(let done, _, _) = event else { return .more }
          return done >= 6 && calls.next() == 1 ? .stop : .more
        })
    }
    let checkpoint = try TrainingCheckpoint(contentsOf: file)
    #expect(checkpoint.epoch == 1 && checkpoint.batch == 2 && !checkpoint.isPhaseComplete)
    try trainer(configuration).train(
      phase, from: checkpoint, key: "k", onCheckpoint: { try $0.write(to: file) })
    #expect(try Data(contentsOf: file) == expected)
  }

  @Test("killed inside an epoch after a timed checkpoint: going on from it gives the undisturbed bytes")
  func resumeWithinEpoch() throws {
    let folder = try TemporaryFolder().url
    let file = folder.appendingPathComponent("checkpoint.safetensors")
    struct Killed: Error {}
    for phase in TrainingPhase.allCases {
      let undisturbed = trainer()
      try undisturbed.train(phase, key: "k")
      // Every update is handed over; the process "dies" after the second of the second epoch was written.
      #expect(throws: Killed.self) {
        try trainer().train(
          phase, key: "k", checkpointSeconds: 0,
          onCheckpoint: { checkpoint in
            try checkpoint.write(to: file)
            if checkpoint.epoch == 1, checkpoint.batch == 2 { throw Killed() }
          })
      }
      let checkpoint = try TrainingCheckpoint(contentsOf: file)
      #expect(checkpoint.epoch == 1 && checkpoint.batch == 2)
      let resumed = trainer()
      try resumed.train(phase, from: checkpoint, key: "k")
      #expect(bytes(resumed.model, "") == bytes(undisturbed.model, ""), "\(phase)")
    }
  }

  @Test("equal lanes and other threads give the same bits in every phase")
  func threads() throws {
    for phase in TrainingPhase.allCases {
      let results = try [1, 3].map { threads in
        let trainer = trainer(threadCount: threads)
        try trainer.train(phase)
        return bytes(trainer.model, "")
      }
      #expect(results[0] == results[1], "\(phase)")
    }
  }

  @Test("a loss that is not finite names phase, epoch, update and layer, with exit code 65")
  func nonFinite() throws {
    var configuration = TrainingConfiguration.brief()
    configuration.mNet = PhaseConfiguration(epochCount: 2, learningRate: 1e30)
    configuration.mNet.decay = .constant
    configuration.gradientClipNorm = nil
    #expect {
      try trainer(configuration).train(.mNet)
    } throws: { error in
      let error = error as? ZoomInNetError
      return error?.code == .nonFinite && error?.exitCode == .badData
        && error?.place == "m-net, epoch 1, update 2" && error?.reason.contains("m_net.") == true
    }
  }

  @Test("a checkpoint of another key is refused in one sentence")
  func otherKey() throws {
    let trainer = trainer(.brief(epochCount: 1))
    var checkpoint: TrainingCheckpoint?
    try trainer.train(.mNet, key: "one", onCheckpoint: { checkpoint = $0 })
    #expect {
      try trainer.train(.aNet, from: checkpoint, key: "other")
    } throws: { error in
      (error as? ZoomInNetError)?.code == .checkpoint
        && "\(error)"
          == "checkpoint of m-net, epoch 1: belongs to another network, training or set of pictures."
    }
  }

  @Test("data without grades are an error, not an empty run")
  func noGrades() {
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 1)
    let eyes = EyeSet(grades: [nil, nil], fellows: [1, 0])
    let trainer = ZoomInNetTrainer(
      model, configuration: .brief(), source: pictures, eyes: eyes, pictures: [0, 1], budget: .tests)
    #expect(throws: ZoomInNetError.self) { try trainer.train(.mNet) }
  }
}

/// Counts calls from any thread.
final class Counter: Sendable {
  private let count = Mutex(0)
  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
