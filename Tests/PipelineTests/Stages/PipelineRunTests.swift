import Foundation
import Runs
import Settings
import Testing
import Workbench
import ZoomInNet

@testable import Pipeline

@Suite struct PipelineRunTests {
  @Test func `a result that is not wanted is taken as the run recorded it, whatever its key`() throws {
    let mined = try MinedRun()
    let result = try mined.pipeline([]).mined()
    #expect(result.key == "mined" && result.output.content == "content of the features")
    try mined.pipeline([]).perform()
    #expect(!FileManager.default.fileExists(atPath: mined.run.clusterings.path), "nothing is wanted")
  }

  @Test(arguments: [
    (StageName.judge, "cluster"), (.mosaic, "cluster"), (.evaluate, "prepare"), (.trainANet, "train-m-net"),
    (.report, "prepare"),
  ])
  func `a predecessor that was never done is one sentence, and nothing is written`(
    wanted: StageName, missing: String
  ) throws {
    let mined = try MinedRun()
    let error = #expect(throws: PipelineError.self) { try mined.pipeline([wanted]).perform() }
    #expect(error?.code == .noResult && error?.exitCode == .badData)
    #expect(
      error?.message
        == "\(mined.run.url.path): its stage \(missing) was never run. "
        + "Run it first, or run the whole experiment with `zoomin run`.")
    #expect(!FileManager.default.fileExists(atPath: mined.run.stage(wanted.rawValue).path))
  }

  @Test func `a predecessor whose file is gone was never done`() throws {
    let mined = try MinedRun()
    try FileManager.default.removeItem(at: mined.run.mining(key: "mined").features)
    #expect(throws: PipelineError.self) { try mined.pipeline([.cluster]).perform() }
  }

  @Test func `clusters and their judgement need the feature file alone`() throws {
    let mined = try MinedRun()
    let stages = mined.pipeline([.cluster, .judge])
    try stages.perform()
    let clustered = try stages.clustered(.cells)
    #expect(clustered.output.converged)
    for file in try clustered.output.files + stages.judged(.cells).output.files {
      #expect(FileManager.default.fileExists(atPath: mined.run.place(of: file).path), "\(file)")
    }
    #expect(!FileManager.default.fileExists(atPath: mined.folder["gone"].path), "no picture was asked for")
    #expect(!FileManager.default.fileExists(atPath: mined.folder["outputs/cache"].path), "nor prepared")
    #expect(!FileManager.default.fileExists(atPath: mined.run.checkpoints.path), "nor is there a network")
    let again = mined.pipeline([.cluster, .judge])
    #expect(try again.judged(.cells).key == stages.judged(.cells).key)
  }

  @Test func `without epochs there is no network to go on with`() throws {
    let study = try StudyFolder()
    let context = try study.context(["phase_1.epochs=0", "phase_2.epochs=0", "phase_3.epochs=0"])
    let stages = PipelineRun(
      context, runner: StageRunner(study.run, experiment: context.experiment, console: Console()))
    let error = #expect(throws: PipelineError.self) { try stages.trained() }
    #expect(error?.code == .noResult && error?.remedy == "Raise phase_1.epochs.")
  }

  @Test func `mining that finds no picture is refused before training`() throws {
    let study = try StudyFolder()
    let context = try study.context(["mine.splits=[validation, shifted]"])
    try AtomicFile.createFolder(study.run.url)
    let stages = PipelineRun(
      context, runner: StageRunner(study.run, experiment: context.experiment, console: Console()))
    let error = #expect(throws: SettingsError.self) { try stages.perform() }
    #expect(
      error?.description
        == "\(study.data.path): mine.splits asks for validation and shifted, but no picture is one of them.")
    #expect(!FileManager.default.fileExists(atPath: study.run.checkpoints.path))
    #expect(FileManager.default.fileExists(atPath: study.run.stage("prepare").path))
  }
}
