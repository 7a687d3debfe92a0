import Foundation
import NeuralNet
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline
@testable import ZoomInNet

@Suite struct SelectedWeightsTests {
  private let settings = [
    "train.batch_patients=1", "phase_1.epochs=3", "phase_2.epochs=2", "phase_3.epochs=1", "data.folds=2",
    "data.train_fraction=0.5", "data.validation_fraction=0.5", "data.test_fraction=0",
    "train.validate_every=1", "train.select=loss",
  ]

  private func output(_ run: RunDirectory, _ stage: StageName) throws -> TrainStage.Output {
    try #require(try StageLedger(run).entry(TrainStage.Output.self, of: stage.rawValue)).output
  }

  @Test func `a phase ends with its best weights, and the next begins from them`() throws {
    let study = try StudyFolder()
    let run = try ExperimentRun(try study.experiment(settings), console: Console())
      .perform(through: .trainZoomInNet).run
    let table = try #require(try ValidationTable.readIfPresent(from: run))
    #expect(
      table.rows.map { "\($0.phase) \($0.epoch)" }
        == ["m-net 0", "m-net 1", "m-net 2", "a-net 0", "a-net 1", "zoom-in-net 0"])
    #expect(table.rows.allSatisfy { $0.loss.isFinite && $0.loss > 0 })
    for (stage, phase) in [(StageName.trainMNet, "m-net"), (.trainANet, "a-net")] {
      #expect(try output(run, stage).checkpoint == "checkpoints/\(phase)-best.safetensors")
    }
    let best = try TrainingCheckpoint(contentsOf: run.bestCheckpoint("m-net"))
    let losses = table.rows.filter { $0.phase == "m-net" }.map(\.loss)
    #expect(best.epoch - 1 == losses.indices.min { losses[$0] < losses[$1] })
    let after = try TrainingCheckpoint(contentsOf: run.checkpoint("a-net"))
    func mNet(_ checkpoint: TrainingCheckpoint) -> [String: [Float]] {
      checkpoint.content.tensors.filter { $0.key.hasPrefix("m_net.") }.mapValues(\.values)
    }
    #expect(mNet(after) == mNet(best))
  }

  @Test func `phases done one at a time give the same bytes`() throws {
    let study = try StudyFolder()
    func files(_ outputs: String, _ stops: [StageName]) throws -> [String: Data] {
      let experiment = try study.experiment(
        settings + ["runtime.outputs=\(study.folder[outputs].path)"])
      var run: RunDirectory?
      for stop in stops { run = try ExperimentRun(experiment, console: Console()).perform(through: stop).run }
      let place = try #require(run)
      let names = try FileManager.default.contentsOfDirectory(atPath: place.checkpoints.path)
      let all = names.map { place.checkpoints.appendingPathComponent($0) } + [place.validation]
      return try Dictionary(
        uniqueKeysWithValues: all.map { ($0.lastPathComponent, try Data(contentsOf: $0)) })
    }
    let whole = try files("whole", [.trainZoomInNet])
    #expect(whole.count == 7)
    #expect(try files("parts", [.trainMNet, .trainANet, .trainZoomInNet]) == whole)
  }

  @Test func `validation pictures without a grade are said before training`() throws {
    let study = try StudyFolder()
    let error = #expect(throws: SettingsError.self) {
      try ExperimentRun(
        try study.experiment(["train.validate_every=1", "train.batch_patients=1"]), console: Console()
      ).perform(through: .trainMNet)
    }
    #expect(
      error?.message
        == "\(study.data.path): train.validate_every asks for measures on validation pictures, but none has a grade. "
        + "Raise data.validation_fraction, or set train.validate_every=0.")
  }

  @Test(arguments: [
    ("train.select=kappa", "train.select is kappa, but train.validate_every is 0"),
    ("train.patience=3", "train.patience is given, but train.validate_every is 0"),
    ("data.fold=1", nil),
  ])
  func `keys that need measures ask for them`(override: String, sentence: String?) throws {
    let study = try StudyFolder()
    guard let sentence else {
      #expect(throws: Never.self) { try study.experiment([override]) }
      return
    }
    let error = #expect(throws: SettingsError.self) { try study.experiment([override]) }
    #expect(error?.description.contains(sentence) == true)
  }
}
