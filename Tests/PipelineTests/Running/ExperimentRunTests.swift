import Foundation
import NeuralNet
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline
@testable import ZoomInNet

@Suite struct ExperimentRunTests {
  @Test func `stages up to one are done, and the next start finds them done`() throws {
    let study = try StudyFolder()
    let experiment = try study.experiment()
    let result = try ExperimentRun(experiment, console: Console()).perform(through: .prepare)
    #expect(result.stages == [.prepare])
    #expect(try StageLedger(result.run).names() == ["prepare"])
    let entry = try #require(try StageLedger(result.run).entry(PrepareStage.Output.self, of: "prepare"))
    #expect(entry.output.counts == ["train": 4, "test": 4] && entry.output.skippedCount == 0)
    #expect(entry.output.content == (try study.prepared().contentHash))
    let again = try ExperimentRun(experiment, console: Console()).perform(through: .prepare)
    #expect(again.run == result.run)
    let log = try String(contentsOf: result.run.log, encoding: .utf8)
    #expect(log.components(separatedBy: "prepare: done before").count == 2)
  }

  @Test func `training ends with the phase that was asked for, and the next start goes on`() throws {
    let study = try StudyFolder()
    let experiment = try study.experiment([
      "train.batch_patients=2", "phase_1.epochs=1", "phase_2.epochs=1", "phase_3.epochs=1",
    ])
    let first = try ExperimentRun(experiment, console: Console()).perform(through: .trainMNet)
    #expect(try StageLedger(first.run).names() == ["prepare", "train-m-net"])
    let status = try RunStatus.read(from: first.run)
    #expect(status.state == .partial && status.stageClause == "after train-m-net")
    let second = try ExperimentRun(experiment, console: Console()).perform(through: .trainANet)
    #expect(second.run == first.run)
    #expect(try StageLedger(first.run).names() == ["prepare", "train-a-net", "train-m-net"])
    #expect(try TrainingLog.lines(of: first.run).map(\.phase) == ["m-net", "a-net"])
    let entry = try #require(try StageLedger(first.run).entry(TrainStage.Output.self, of: "train-a-net"))
    #expect(entry.output.phases == ["m-net", "a-net"])
  }

  @Test func `weights to begin from are checked before a run is begun`() throws {
    let study = try StudyFolder()
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .small), seed: 1)
    try model.parameters.tensors["m_net.stem_1.conv.weight"].map {
      try Safetensors.write(
        ["m_net.stem_1.conv.weight": $0], metadata: [:], to: study.folder["w.safetensors"])
    }
    let experiment = try study.experiment(["train.initial_weights=[\(study.folder["w.safetensors"].path)]"])
    let error = #expect(throws: ZoomInNetError.self) {
      try ExperimentRun(experiment, console: Console()).perform(through: .prepare)
    }
    #expect(error?.code == .weights)
    #expect(!FileManager.default.fileExists(atPath: study.outputs.appendingPathComponent("experiment").path))
    #expect(try study.experiment().initialWeights().identity == nil)
  }

  @Test func `outputs that cannot be written are said before any work`() throws {
    let study = try StudyFolder()
    try study.folder.write("a file", "full")
    let experiment = try study.experiment(["runtime.outputs=\(study.folder["full"].path)/outputs"])
    let error = #expect(throws: WorkbenchError.self) {
      try ExperimentRun(experiment, console: Console()).perform(through: .prepare)
    }
    #expect(error?.code == .unwritable)
  }
}
