import Foundation
import Runs
import Scoring
import Testing
import Workbench

@testable import Pipeline

@Suite struct ReportStageTests {
  private let mined: MinedRun
  private var run: RunDirectory { mined.run }

  init() throws {
    mined = try MinedRun()
    let predictions = try GradePredictions(
      probabilities: (0..<20).flatMap { row in (0..<5).map { Float($0 == row % 4 ? 0.6 : 0.1) } },
      grades: (0..<20).map { $0 % 5 }, patients: (0..<20).map { "\($0 / 2)" })
    var evaluation = Evaluation()
    evaluation.splits["test"] = Evaluation.Split()
    evaluation.splits["test"]?.grading = ["y": predictions.report(draws: 20, seed: 1)]
    try evaluation.write(to: run)
    let log = try TrainingLog(run, phases: ["m-net"], resuming: "m-net", updateCount: 0)
    for update in 1...5 {
      try log.append(
        TrainingLog.Line(
          phase: "m-net", epoch: 0, update: update, losses: ["loss": 1], learningRate: 0.1, gradientNorm: 1))
    }
    try log.flush()
  }

  private func report() throws -> ReportStage {
    func result<Output>(_ name: String, _ output: Output) -> StageResult<Output> {
      StageResult(record: name, key: "key of \(name)", output: output)
    }
    return ReportStage(
      context: mined.context(),
      prepared: result(
        "prepare", .init(content: "content", counts: ["test": 20], skippedCount: 0, skipped: "skipped.csv")),
      mined: try mined.pipeline([]).mined(),
      evaluated: result("evaluate", .init(evaluation: "evaluation.json", predictions: [])), clusterings: [],
      seconds: [])
  }

  private func runner() -> StageRunner {
    StageRunner(run, experiment: mined.experiment, console: Console())
  }

  @Test func `the plots are part of the result, and the summary names their folder`() throws {
    let result = try runner().result(of: report())
    let names = ["learning", "confusion-test", "roc-test"].flatMap { ["plots/\($0).png", "plots/\($0).svg"] }
    #expect(result.output.plots == names)
    let others = ["report.html", "events.out.tfevents.zoomin"]
    #expect(result.output.files == ["summary.txt"] + names + others)
    for name in names + others {
      #expect(FileManager.default.fileExists(atPath: run.place(of: name).path), "\(name)")
    }
    let summary = try #require(try RunSummary.readIfPresent(from: run)).text
    #expect(summary.contains("Open:\n  \(run.report.path)\n  \(run.plots.path)\n"))

    try FileManager.default.removeItem(at: run.plot("roc-test", format: "svg"))
    _ = try runner().result(of: report())
    #expect(
      FileManager.default.fileExists(atPath: run.plot("roc-test", format: "svg").path),
      "a plot that was deleted is drawn again")
  }

  @Test func `the record of an earlier version is read, and the plots are made`() throws {
    try AtomicFile.write(
      #"{"key":"another key","output":{"summary":"summary.txt"}}"#, to: run.stage("report"))
    let log = try ConsoleLog()
    let result = try StageRunner(run, experiment: mined.experiment, console: log.console).result(of: report())
    #expect(result.output.plots?.count == 6)
    #expect(try log.lines.filter { $0.contains("cannot") || $0.contains("no value") }.isEmpty)
  }
}
