import Foundation
import NeuralNet
import Testing
import TestSupport

@testable import ZoomInNet

@Suite("Checkpoints of training")
struct CheckpointTests {
  private let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 5)

  private func checkpoint(_ velocities: [String: [Float]] = [:]) -> TrainingCheckpoint {
    TrainingCheckpoint(
      phase: .aNet, epoch: 3, batch: 17, isPhaseComplete: false, key: "k 1", parameters: model.parameters,
      optimiser: SGD(SGDConfiguration(learningRate: 1), updateCount: 40, velocities: velocities))
  }

  @Test("the place, the weights and the optimiser come back as they were written")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let name = try #require(model.parameters.learnableNames.first)
    let velocity = model.parameters[name].indices.map { Float($0) / 8 }
    let written = checkpoint([name: velocity])
    try written.write(to: folder["a.safetensors"])
    try written.write(to: folder["b.safetensors"])
    #expect(try Data(contentsOf: folder["a.safetensors"]) == Data(contentsOf: folder["b.safetensors"]))
    let read = try TrainingCheckpoint(contentsOf: folder["a.safetensors"])
    #expect(
      read.phase == .aNet && read.epoch == 3 && read.batch == 17 && read.key == "k 1" && !read.isPhaseComplete
    )
    #expect(read.content.updateCount == 40 && read.content.velocities[name]?.values == velocity)
    #expect(read.content.tensors.mapValues(\.values) == model.parameters.tensors.mapValues(\.values))
  }

  @Test("weights that do not say where in training they were written are no checkpoint")
  func noCheckpoint() throws {
    let folder = try TemporaryFolder()
    try Checkpoint(model.parameters).write(to: folder["w.safetensors"])
    let error = #expect(throws: ZoomInNetError.self) {
      try TrainingCheckpoint(contentsOf: folder["w.safetensors"])
    }
    #expect(error?.code == .checkpoint && error?.remedy == "Name a checkpoint that zoomin wrote.")
    for (field, value) in [("phase", "d-net"), ("epoch", "two"), ("phaseComplete", "perhaps")] {
      var content = checkpoint().content
      content.metadata["zoomin.\(field)"] = value
      try content.write(to: folder["w.safetensors"])
      #expect(throws: ZoomInNetError.self) { try TrainingCheckpoint(contentsOf: folder["w.safetensors"]) }
    }
  }
}
