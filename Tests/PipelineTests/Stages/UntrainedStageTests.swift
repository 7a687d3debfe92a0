import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline
@testable import ZoomInNet

@Suite struct UntrainedStageTests {
  @Test func `an untrained network keeps its weights, fits batch norm, and is used like a trained one`()
    throws
  {
    let study = try StudyFolder()
    let experiment = try study.experiment(["train.network=untrained", "train.batch_patients=2"])
    let run = try ExperimentRun(experiment, console: Console()).perform(through: .trainZoomInNet).run
    #expect(try StageLedger(run).names() == ["prepare", "train-m-net"])
    #expect(FileKind(of: run.metrics) == .absent)
    let trained = try TrainedRun(at: run.url)
    let network = try trained.network()
    #expect(network.heads == [.mNet, .aNet])
    let drawn = ZoomInNetModel(experiment.network, seed: 1, wakesResting: true)
    let differing = network.model.parameters.tensors.filter { name, tensor in
      drawn.parameters.tensors[name]?.values != tensor.values
    }.keys
    #expect(!differing.isEmpty && differing.allSatisfy { $0.hasPrefix("m_net.") && $0.contains("running_") })
    let again = try ExperimentRun(experiment, console: Console()).perform(through: .trainZoomInNet)
    #expect(again.run == run)
  }

  @Test func `a head that an untrained network has not is refused`() throws {
    let study = try StudyFolder()
    #expect(throws: SettingsError.self) {
      try study.experiment(["train.network=untrained", "evaluate.head=y_c"])
    }
    #expect(throws: Never.self) { try study.experiment(["train.network=untrained", "phase_1.epochs=0"]) }
  }
}
