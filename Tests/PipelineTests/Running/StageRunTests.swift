import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct StageRunTests {
  private func stageRun(_ mined: MinedRun, _ stages: [StageName], _ overrides: [String] = []) -> StageRun {
    StageRun(mined.run.url, stages: stages, overrides: overrides, console: Console())
  }

  @Test func `stages are done in the run, and the answer names both`() throws {
    let mined = try MinedRun()
    let result = try stageRun(mined, [.cluster, .judge]).perform()
    #expect(result.text == mined.run.url.path && result.stages == [.cluster, .judge])
    struct Answer: Decodable {
      let schemaVersion: Int
      let run: String
      let stages: [String]
    }
    let answer = try JSONDecoder().decode(Answer.self, from: Data(try result.json().utf8))
    #expect(
      answer.schemaVersion == 1 && answer.run == mined.run.url.path && answer.stages == ["cluster", "judge"])
    let status = try RunStatus.read(from: mined.run)
    #expect(status.state == .partial && status.stageClause == "after judge")
    #expect(try StageLedger(mined.run).names() == ["cluster", "judge", "mine"])
  }

  @Test func `a run is done with its mosaics, and partial once they are of an earlier judgement`() throws {
    let mined = try MinedRun()
    let ledger = StageLedger(mined.run)
    func phrase(_ overrides: [String] = []) throws -> String {
      _ = try stageRun(mined, [.cluster, .judge], overrides).perform()
      return try RunStatus.read(from: mined.run).phrase
    }
    #expect(try phrase() == "partial after judge")
    // Its pictures are gone, so that no mosaic can be made here.
    let judgement = try #require(try ledger.key(of: "judge"))
    let basis = StageBasis(
      version: 1, settings: [], inputs: [(name: StageBasis.stagePrefix + "judge", content: judgement)])
    try ledger.record(StageLedger.Entry(key: "o", output: ["a"], basis: basis), of: "mosaic")
    #expect(try phrase() == "partial after mosaic", "nothing was evaluated")
    try ledger.record(StageLedger.Entry(key: "e", output: ["a"]), of: "evaluate")
    #expect(try phrase() == "done")
    #expect(try phrase(["cluster.damping=0.8"]) == "partial after judge")
  }

  @Test(arguments: [
    ("mine.map=sum", StageName.cluster, "mine", "cluster"),
    ("train.momentum=0.5", .mine, "train-m-net", "mine"),
    ("cluster.damping=0.8", .judge, "cluster", "judge"),
    ("regions.suppression_pixels=100", .evaluate, "train-zoom-in-net", "evaluate"),
    // An earlier stage reads them as well.
    ("evaluate.combine=[y_m]", .evaluate, "mine", "evaluate"),
    ("mosaic.crop_cells=3", .mosaic, "judge", "mosaic"),
  ])
  func `an override of an earlier stage is refused before anything is written`(
    override: String, wanted: StageName, earlier: String, first: String
  ) throws {
    let mined = try MinedRun()
    let error = #expect(throws: PipelineError.self) {
      try stageRun(mined, [wanted, .report], [override]).perform()
    }
    #expect(error?.code == .otherRun && error?.exitCode == .configuration)
    #expect(
      error?.description
        == "\(override.prefix { $0 != "=" }): changes the stage \(earlier), which comes before \(first) and is not run "
        + "again.")
    #expect(try RunStatus.readIfPresent(from: mined.run) == nil)
    #expect(try ResolvedExperiment.readIfPresent(from: mined.run)?.text == mined.experiment.yaml)
  }

  @Test(arguments: [
    ("data.border_threshold=0.2", "prepare"), ("phase_1.learning_rate=0.25", "train-m-net"),
    ("phase_2.epochs=9", "train-a-net"), ("regions.suppression_pixels=100", "train-zoom-in-net"),
  ])
  func `settings of training make another run, also where training is asked for`(
    override: String, stage: String
  ) throws {
    let mined = try MinedRun()
    let stages: [StageName] = [.prepare, .trainMNet, .trainANet, .trainZoomInNet]
    let error = #expect(throws: PipelineError.self) { try stageRun(mined, stages, [override]).perform() }
    #expect(error?.code == .otherRun)
    #expect(error?.reason == "changes the stage \(stage), whose settings decide which run this is")
    #expect(try ResolvedExperiment.readIfPresent(from: mined.run)?.text == mined.experiment.yaml)
  }

  @Test func `an override of an own stage, of a later one or of none is taken, and so is an old value`()
    throws
  {
    let mined = try MinedRun()
    let overrides = ["cluster.damping=0.8", "mosaic.columns=3", "runtime.threads=1", "mine.map=maximum"]
    #expect(mined.experiment.yaml.contains("map: maximum"))
    _ = try stageRun(mined, [.cluster], overrides).perform()
    let text = try #require(try ResolvedExperiment.readIfPresent(from: mined.run)).text
    let experiment = try ExperimentReader.read(text, place: "experiment.yaml")
    #expect(experiment.cluster.damping == 0.8 && experiment.mosaic.columnCount == 3)
    let before = try #require(try mined.run.allClusterings().first)
    _ = try stageRun(mined, [.cluster], ["cluster.damping=0.7"]).perform()
    #expect(try mined.run.allClusterings().count == 2 && mined.run.allClusterings().contains(before))
  }

  @Test func `a run that was moved works where it lies`() throws {
    let mined = try MinedRun()
    let moved = mined.folder["elsewhere/experiment/run"]
    try AtomicFile.createFolder(moved.deletingLastPathComponent())
    try FileManager.default.moveItem(at: mined.run.url, to: moved)
    try FileManager.default.removeItem(at: mined.folder["outputs"])
    _ = try StageRun(moved, stages: [.cluster], overrides: [], console: Console()).perform()
    #expect(try RunDirectory(moved).allClusterings().count == 1)
    #expect(!FileManager.default.fileExists(atPath: mined.folder["outputs"].path))
  }

  @Test func `a folder that is no run is answered with what to name`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: RunsError.self) {
      try StageRun(folder.url, stages: [.mine], overrides: [], console: Console()).perform()
    }
    #expect(error?.code == .missing && error?.exitCode == .missingInput)
    #expect(error?.remedy?.hasPrefix("Name the directory of a run") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
  }
}
