import Foundation
import Runs
import Testing
import Workbench

@Suite struct SkippedTableTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func `skipped pictures are read back, and have these bytes`() throws {
    #expect(try SkippedTable.readIfPresent(from: run.directory) == nil)
    let table = SkippedTable([
      .init(image: "p3", path: "a/p3.jpg", reason: "holds no picture, or half of one"),
      .init(image: "p4", path: "p4.png", reason: "is \"black\""),
    ])
    try table.write(to: run.directory)
    #expect(
      try run.text(run.directory.url.appendingPathComponent("skipped.csv")) == """
        image,path,reason
        p3,a/p3.jpg,"holds no picture, or half of one"
        p4,p4.png,"is ""black""\"

        """)
    #expect(try SkippedTable.readIfPresent(from: run.directory) == table)
  }

  @Test func `no skipped picture is a table too`() throws {
    try SkippedTable([]).write(to: run.directory)
    #expect(try run.text(run.directory.skipped) == "image,path,reason\n")
    #expect(try SkippedTable.readIfPresent(from: run.directory)?.rows == [])
  }

  @Test func `texts of a run are kept as they are`() throws {
    #expect(try RunSummary.readIfPresent(from: run.directory) == nil)
    try RunSummary("Found: één\n").write(to: run.directory)
    try ResolvedExperiment("train:\n").write(to: run.directory)
    #expect(try RunSummary.readIfPresent(from: run.directory)?.text == "Found: één\n")
    #expect(try ResolvedExperiment.readIfPresent(from: run.directory)?.text == "train:\n")
    #expect(try run.text(run.directory.url.appendingPathComponent("summary.txt")) == "Found: één\n")
    #expect(try run.text(run.directory.url.appendingPathComponent("experiment.yaml")) == "train:\n")
  }
}
