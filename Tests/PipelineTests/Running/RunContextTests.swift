import Discovery
import Foundation
import Fundus
import NeuralNet
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline
@testable import ZoomInNet

@Suite struct RunContextTests {
  @Test func `nothing is read, prepared or built before a stage asks for it`() throws {
    let mined = try MinedRun(["train.initial_weights=[nowhere.safetensors]"])
    let context = mined.context()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: mined.folder["outputs"].path) == ["experiment"])
    #expect(throws: FundusError.self, "the data set is gone") { try context.prepared() }
    #expect(throws: WorkbenchError.self) { try context.weights }
    #expect(try context.labels().digest == AcceptedLabels.none.digest)
  }

  @Test func `pictures are prepared once, and those that were skipped are said`() throws {
    let study = try StudyFolder(grades: [0, 1, 2, 3, 4, 0])
    try study.folder.write("no picture", "data/3_left.png")
    let log = try ConsoleLog()
    let context = try study.context(["data.maximum_skipped_fraction=1"], console: log.console)
    let set = try context.prepared()
    #expect(set.count == 11)
    #expect(try context.prepared() === set)
    #expect(try context.prepare { _ in .stop } === set, "there is nothing left to stop")
    let warnings = try log.lines.filter { $0.hasPrefix("warning: ") }
    #expect(
      warnings.count == 1
        && warnings[0].hasPrefix("warning: 1 pictures are skipped, the first is 3_left.png: "))
  }

  @Test func `preparing stops where the listener says so`() throws {
    let study = try StudyFolder()
    let error = #expect(throws: WorkbenchError.self) { try study.context().prepare { _ in .stop } }
    #expect(error?.code == .stopped)
  }

  @Test func `a network is built once for a checkpoint, with its weights`() throws {
    let study = try StudyFolder()
    let context = try study.context()
    func output(_ name: String, seed: UInt64) throws -> (TrainStage.Output, ZoomInNetModel) {
      let model = ZoomInNetModel(context.experiment.network, seed: seed)
      let file = study.run.checkpoint(name)
      try TrainingCheckpoint(
        phase: .aNet, epoch: 1, batch: 0, isPhaseComplete: true, key: "k", parameters: model.parameters,
        optimiser: SGD(SGDConfiguration(learningRate: 1))
      ).write(to: file)
      return (
        TrainStage.Output(checkpoint: study.run.relativePath(of: file), phases: ["m-net", "a-net"]), model
      )
    }
    let (first, model) = try output("a-net", seed: 40)
    let network = try context.network(first)
    #expect(
      network.model.parameters.tensors.mapValues(\.values) == model.parameters.tensors.mapValues(\.values))
    #expect(network.phases == [.mNet, .aNet] && network.heads == [.mNet, .aNet] && network.laneCount == 1)
    #expect(try context.network(first).model === network.model)
    let (second, _) = try output("other", seed: 41)
    #expect(try context.network(second).model !== network.model)
    #expect(throws: NeuralNetError.self) {
      try context.network(TrainStage.Output(checkpoint: "checkpoints/none.safetensors", phases: []))
    }
  }

  @Test
  func `a trained network reads by the heads of its phases, an untrained one by those that place regions`()
    throws
  {
    let study = try StudyFolder()
    let context = try study.context(["evaluate.combine=[y_a, y_c]"])
    let set = try context.prepared()
    func network(_ phases: [TrainingPhase]) -> TrainedNetwork {
      TrainedNetwork(
        model: ZoomInNetModel(context.experiment.network, seed: 3), phases: phases,
        checkpoint: study.run.checkpoint("a"),
        laneCount: 1, precision: .f32)
    }
    let whole = network(TrainingPhase.allCases)
    #expect(whole.heads == Set(Head.allCases))
    let reader = try whole.predictor(set, context.experiment)
    #expect(
      reader.configuration.heads == Set(Head.allCases) && reader.configuration.combined == [.aNet, .cNet])
    let first = try network([.mNet]).predictor(set, study.context().experiment)
    #expect(first.configuration.heads == [.mNet] && first.configuration.combined == [.mNet])
    let untrained = try network([.mNet]).untrained(
      set, training: set, weights: try context.weights, context.experiment)
    #expect(untrained.configuration.heads == [.mNet, .aNet])
    #expect(untrained.model !== whole.model)
    let said = try untrained.predictions([0])[0]
    #expect(
      said.gatedAttention.contains { $0 != 0 },
      "an untrained network also has attention, for the blind baseline")
  }
}
