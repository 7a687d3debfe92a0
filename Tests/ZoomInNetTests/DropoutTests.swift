import Foundation
import NeuralNet
import Testing
import Workbench

@testable import ZoomInNet

@Suite("Dropout while training") struct DropoutTests {
  private let pictures = DrawnPictures(patientCount: 10)

  /// Trains nothing, and keeps what a layer of dropout let through of ones in each batch.
  private final class Step: PhaseStep {
    let rateFactors: [String: Double] = [:]
    let load: @Sendable (TrainingBatch) throws -> LoadedBatch = { LoadedBatch(batch: $0) }
    let plans: [Plan]
    private(set) var masks: [[Float]] = []

    init() throws {
      let item = ItemKind("item")
      var graph = Graph()
      let x = graph.input("x", kind: item, shape: FeatureShape(channels: 64))
      graph.output("y", graph.dropout(x, fraction: 0.5, named: "dropout"))
      let plan = try Plan(
        graph, parameters: Parameters(for: [graph], seed: 1),
        options: PlanOptions(counts: [item: 1], mode: .training(batchNorm: .frozen), lanes: 1))
      plan.setInput("x", Array(repeating: 1, count: 64))
      plans = [plan]
    }

    func run(_ batch: LoadedBatch) throws -> [String: Double] {
      try plans[0].forward()
      masks.append(plans[0].output("y"))
      return ["loss": 1]
    }
  }

  /// The masks of a phase of two epochs of four batches, accumulated in twos.
  private func masks(
    _ phase: TrainingPhase = .mNet, seed: UInt64 = 3, from checkpoint: TrainingCheckpoint? = nil,
    onCheckpoint: (TrainingCheckpoint) throws -> Void = { _ in }
  ) throws -> [[Float]] {
    let configuration = TrainingConfiguration.brief(seed: seed, epochCount: 2, accumulateCount: 2)
    let trainer = ZoomInNetTrainer(
      ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 1), configuration: configuration,
      source: pictures, eyes: pictures.eyes, pictures: pictures.pictures, budget: testBudget)
    let step = try Step()
    try trainer.train(
      phase, by: { _ in step }, from: checkpoint, key: "k", checkpointSeconds: 0, onCheckpoint: onCheckpoint)
    return step.masks
  }

  @Test("every batch of every epoch has a mask of its own")
  func differs() throws {
    let masks = try masks()
    #expect(masks.count == 8)
    #expect(Set(masks).count == 8)
    #expect(masks.allSatisfy { Set($0) == [0, 2] })
  }

  @Test("masks depend on seed and phase alone")
  func depends() throws {
    let masks = try masks()
    #expect(try self.masks() == masks)
    #expect(Set(try self.masks(seed: 4)).isDisjoint(with: masks))
    #expect(Set(try self.masks(.joint)).isDisjoint(with: masks))
  }

  @Test("taken up again, training goes on with the masks of an undisturbed run")
  func resumes() throws {
    var checkpoints: [TrainingCheckpoint] = []
    let masks = try masks(onCheckpoint: { checkpoints.append($0) })
    let within = try #require(checkpoints.first { $0.epoch == 1 && $0.batch == 2 })
    #expect(try self.masks(from: within) == Array(masks.suffix(2)))
    let between = try #require(checkpoints.first { $0.epoch == 1 && $0.batch == 0 })
    #expect(try self.masks(from: between) == Array(masks.suffix(4)))
  }
}
