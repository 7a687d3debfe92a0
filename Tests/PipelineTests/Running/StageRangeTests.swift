import Foundation
import Runs
import Settings
import TestSupport
import Testing
import Workbench

@testable import Pipeline

/// `--from` and `--to` of `zoomin run`.
@Suite("Ranges of stages")
struct StageRangeTests {
  @Test("All stages are asked for, or those up to one; from one on they run again.")
  func ranges() throws {
    #expect(try StageRange().wanted == StageName.allCases && StageRange().again == [])
    #expect(try StageRange(through: .trainANet).wanted == [.prepare, .trainMNet, .trainANet])
    let range = try StageRange(again: .evaluate, through: .judge)
    #expect(range.again == [.evaluate, .cluster, .judge] && range.wanted.last == .judge)
  }

  @Test(
    "Training is never done again in place.", arguments: StageName.allCases.filter { $0 <= .trainZoomInNet })
  func training(stage: StageName) {
    let error = #expect(throws: PipelineError.self) { try StageRange(again: stage) }
    #expect(
      error?.message
        == "--from \(stage.rawValue): prepared pictures and trained weights are never made again in the same run. Name "
        + "mine, evaluate, cluster, judge, mosaic or report, or train another run, with another experiment.seed or "
        + "runtime.outputs.")
    #expect(error?.exitCode == .usage)
  }

  @Test("A first stage after the last one is refused.")
  func order() {
    let error = #expect(throws: PipelineError.self) { try StageRange(again: .judge, through: .cluster) }
    #expect(error?.description == "--from judge: comes after --to cluster.")
  }

  @Test("Finished stages that run again come to the same files, and leave nothing else.")
  func again() throws {
    let mined = try MinedRun()
    let wanted: Set<StageName> = [.cluster, .judge]
    func perform(again: Set<StageName>) throws {
      let runner = StageRunner(mined.run, experiment: mined.experiment, again: again, console: Console())
      try PipelineRun(mined.context(), runner: runner, wanted: wanted).perform()
    }
    func files() throws -> FolderContents {
      try FolderContents(mined.run.url) { $0.hasPrefix("clusters") && !$0.hasSuffix("timing.json") }
    }
    try perform(again: [])
    let before = try files()
    let folder = try #require(try mined.run.allClusterings().first)
    let table = folder.appendingPathComponent("assignments.csv")
    let good = try Data(contentsOf: table)
    try AtomicFile.write("damaged", to: table)
    // A complete clustering that an interrupted start left is not taken for the new one.
    try AtomicFile.write(
      "left",
      to: mined.run.clusteringAgain(id: folder.lastPathComponent).appendingPathComponent("assignments.csv"))
    try perform(again: [])
    #expect(try Data(contentsOf: table) == Data("damaged".utf8), "finished stages are not looked into")
    try perform(again: wanted)
    #expect(try Data(contentsOf: table) == good)
    let differing = try files().differences(from: before)
    #expect(differing == [])
    #expect(!FolderContents.names(in: mined.run.clusterings).contains { $0.contains(".again") })
  }

  @Test("A finished stage that fails when it runs again keeps its record and its files.")
  func failure() throws {
    let mined = try MinedRun()
    try mined.pipeline([.cluster]).perform()
    let before = try FolderContents(mined.run.url) { $0.hasPrefix("clusters") || $0.hasPrefix("stages") }
    try AtomicFile.write("no features", to: mined.run.mining(key: "mined").features)
    #expect(throws: (any Error).self) {
      let runner = StageRunner(
        mined.run, experiment: mined.experiment, again: [.cluster], console: Console())
      try PipelineRun(mined.context(), runner: runner, wanted: [.cluster]).perform()
    }
    let after = try FolderContents(mined.run.url) { $0.hasPrefix("clusters") || $0.hasPrefix("stages") }
    #expect(after.differences(from: before) == [])
  }
}
