import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct StageRunnerTests {
  /// What a stage of the tests is asked to do, and how often it was.
  private final class Work {
    var count = 0
    var during: (StageWork) throws -> Void = { _ in }
  }

  /// Writes one file.
  private struct WritingStage: Stage {
    struct Output: StageOutput, Equatable {
      let file: String
      let number: Int
      var files: [String] { [file] }

      static func planned(content: String) -> Output { Output(file: content, number: 0) }
    }

    let work: Work
    var content = "features"
    var version = 1
    let name = StageName.cluster
    var inputs: [StageInput] { [StageInput("features", content)] }

    func perform(_ stageWork: StageWork) throws -> Output {
      work.count += 1
      try work.during(stageWork)
      try AtomicFile.write("\(work.count)", to: stageWork.run.place(of: "result.txt"))
      return Output(file: "result.txt", number: work.count)
    }
  }

  private struct Broken: Error {}

  private let folder: TemporaryFolder
  private let run: RunDirectory
  private let work = Work()
  private let log: ConsoleLog

  init() throws {
    folder = try TemporaryFolder()
    run = RunDirectory(folder["run"])
    try AtomicFile.createFolder(run.url)
    log = try ConsoleLog()
  }

  private func runner(_ overrides: [String] = []) throws -> StageRunner {
    StageRunner(run, experiment: try ExperimentReader.read(overrides: overrides), console: log.console)
  }

  @Test func `a stage is done once per key, in this process and in the next`() throws {
    let first = try runner()
    let result = try first.result(of: WritingStage(work: work))
    #expect(try first.result(of: WritingStage(work: work)).output == result.output)
    let again = try runner().result(of: WritingStage(work: work))
    #expect(again.output == result.output && again.key == result.key && again.record == "cluster")
    #expect(work.count == 1)
    #expect(try log.lines.filter { $0 == "cluster: done before" }.count == 2)
  }

  @Test func `another input, setting or version makes another key, and only the last one is remembered`()
    throws
  {
    _ = try runner().result(of: WritingStage(work: work))
    _ = try runner().result(of: WritingStage(work: work, content: "other features"))
    _ = try runner().result(of: WritingStage(work: work, content: "other features", version: 2))
    let damped = try runner(["cluster.damping=0.8"])
    _ = try damped.result(of: WritingStage(work: work, content: "other features", version: 2))
    #expect(work.count == 4)
    _ = try runner(["cluster.damping=0.8", "runtime.threads=1", "mosaic.columns=3"]).result(
      of: WritingStage(work: work, content: "other features", version: 2))
    #expect(work.count == 4, "settings of nobody and of later stages are no part of the key")
    _ = try runner().result(of: WritingStage(work: work))
    #expect(work.count == 5, "the result of the first key was replaced")
  }

  @Test func `the record says what the key was made of`() throws {
    let key = try runner().result(of: WritingStage(work: work)).key
    let entry = try #require(try StageLedger(run).entry(WritingStage.Output.self, of: "cluster"))
    let basis = try #require(entry.basis)
    #expect(basis.key(of: "cluster") == key && basis.version == 1 && basis.inputs == ["features": "features"])
    #expect(basis.settings["cluster.damping"] == "0.9")
  }

  @Test func `a finished stage that is asked for again is done again and keeps its record meanwhile`() throws
  {
    _ = try runner().result(of: WritingStage(work: work))
    var seen: (record: Bool, isAgain: Bool)?
    work.during = {
      seen = (FileManager.default.fileExists(atPath: $0.run.stage("cluster").path), $0.isAgain)
    }
    let runner = StageRunner(
      run, experiment: try ExperimentReader.read(overrides: []), again: [.cluster], console: log.console)
    #expect(try runner.result(of: WritingStage(work: work)).output.number == 2)
    #expect(seen?.record == true && seen?.isAgain == true)
  }

  @Test func `a stage is done again when a file of its output is gone`() throws {
    _ = try runner().result(of: WritingStage(work: work))
    try FileManager.default.removeItem(at: run.place(of: "result.txt"))
    #expect(try runner().recorded(WritingStage.Output.self, as: "cluster") == nil)
    #expect(try runner().result(of: WritingStage(work: work)).output.number == 2)
  }

  @Test func `the record is forgotten before the work, and the status names the stage`() throws {
    _ = try runner().result(of: WritingStage(work: work))
    var seen: (record: Bool, status: RunStatus?)?
    work.during = { stageWork in
      seen = (
        FileManager.default.fileExists(atPath: stageWork.run.stage("cluster").path),
        try RunStatus.readIfPresent(from: stageWork.run)
      )
    }
    _ = try runner(["cluster.damping=0.8"]).result(of: WritingStage(work: work))
    #expect(seen?.record == false)
    #expect(seen?.status?.state == .running && seen?.status?.stage == "cluster")
    #expect(FileManager.default.fileExists(atPath: run.stage("cluster").path))
  }

  @Test(arguments: [false, true])
  func `work that fails or is interrupted leaves no record and no time`(isInterrupted: Bool) throws {
    _ = try runner().result(of: WritingStage(work: work))
    try StageTiming(seconds: ["prepare": 7]).write(to: run)
    work.during = { _ in
      throw isInterrupted ? WorkbenchError(.stopped, at: "here", "was interrupted") as any Error : Broken()
    }
    let stage = WritingStage(work: work, content: "other features")
    #expect {
      try runner().result(of: stage)
    } throws: { error in
      isInterrupted ? (error as? WorkbenchError)?.code == .stopped : error is Broken
    }
    #expect(!FileManager.default.fileExists(atPath: run.stage("cluster").path))
    #expect(try StageTiming.read(from: run).seconds == ["prepare": 7])
    #expect(try runner().recorded(WritingStage.Output.self, as: "cluster") == nil)
    work.during = { _ in }
    #expect(try runner().result(of: stage).output.number == 3)
  }

  @Test(arguments: ["{", "[]", #"{"key":"a"}"#, #"{"key":"a","output":{"file":7,"number":1}}"#])
  func `a damaged record is warned about and the stage done again`(text: String) throws {
    try AtomicFile.write(text, to: run.stage("cluster"))
    #expect(throws: RunsError.self) { try runner().recorded(WritingStage.Output.self, as: "cluster") }
    #expect(try runner().result(of: WritingStage(work: work)).output.number == 1)
    let warning = try #require(try log.lines.first { $0.hasPrefix("warning: ") })
    #expect(warning.contains(run.stage("cluster").path) && warning.hasSuffix("The stage is run again."))
    #expect(try runner().recorded(WritingStage.Output.self, as: "cluster")?.output.number == 1)
  }

  @Test func `a run that is deleted under the work ends it, and is not made again`() throws {
    work.during = { _ in
      try FileManager.default.removeItem(at: run.url)
      throw Broken()
    }
    let error = #expect(throws: WorkbenchError.self) { try runner().result(of: WritingStage(work: work)) }
    #expect(error?.code == .unreadable, "what failed, failed because of it")
    #expect(!FileManager.default.fileExists(atPath: run.url.path))
  }

  @Test func `times are listed in the order of the stages, and damaged ones are lost with a warning`() throws
  {
    try StageTiming(seconds: ["report": 3, "prepare": 1, "no stage": 9]).write(to: run)
    #expect(try runner().stageSeconds.map(\.stage) == ["prepare", "report"])
    let runner = try runner()
    _ = try runner.result(of: WritingStage(work: work))
    #expect(runner.stageSeconds.map(\.stage) == ["prepare", "cluster", "report"])
    #expect(try StageTiming.read(from: run).seconds.keys.contains("cluster"))
    try AtomicFile.write("nonsense", to: run.timing)
    #expect(try self.runner().stageSeconds.isEmpty)
    #expect(try log.lines.contains { $0.hasSuffix("The times of earlier stages are lost.") })
  }
}
