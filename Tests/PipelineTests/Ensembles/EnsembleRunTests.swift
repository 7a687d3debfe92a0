import Foundation
import Runs
import Scoring
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct EnsembleRunTests {
  private func table(_ values: [[Float]], grades: [Int], heads: [String] = ["y", "y_m", "y_a", "y_c"])
    -> PredictionTable
  {
    PredictionTable(
      heads: heads,
      rows: values.indices.map { row in
        PredictionTable.Row(
          image: "\(row)", patient: "\(row / 2)", eye: "left", grade: grades[row],
          probabilities: Dictionary(
            uniqueKeysWithValues: heads.enumerated().map { index, head in
              (head, index % 2 == 0 ? values[row] : Array(values[row].reversed()))
            }))
      })
  }

  private let first: [[Float]] = [
    [0.5, 0.25, 0.25, 0, 0], [0.125, 0.125, 0.5, 0.25, 0], [0, 0, 0.25, 0.25, 0.5], [0.75, 0.25, 0, 0, 0],
  ]
  private let second: [[Float]] = [
    [0.25, 0.25, 0.25, 0.25, 0], [0.5, 0.25, 0.25, 0, 0], [0, 0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0, 0],
  ]

  @Test func `the ensemble is the mean of y, and each system is compared with the one before it`() throws {
    let grades = [0, 2, 4, 0]
    let comparison = try SystemComparison(
      split: "test", runs: [("a", table(first, grades: grades)), ("b", table(second, grades: grades))],
      draws: 100, seed: 1, threadCount: 1)
    #expect(
      comparison.rows.map(\.system) == [
        "M-Net", "M-Net and A-Net", "Zoom-in-Net", "M-Net", "M-Net and A-Net", "Zoom-in-Net", "ensemble of 2",
      ])
    #expect(comparison.rows.map(\.run) == ["a", "a", "a", "b", "b", "b", nil])
    #expect(
      comparison.rows.map { $0.differences.map(\.from) } == [
        [], ["M-Net"], ["M-Net and A-Net"], [], ["M-Net"], ["M-Net and A-Net"],
        ["Zoom-in-Net", "Zoom-in-Net"],
      ])
    #expect(comparison.table.rows[0].probabilities["y"] == [0.375, 0.25, 0.25, 0.125, 0])
    let whole = try GradePredictions(
      probabilities: first.flatMap(\.self), grades: grades, patients: ["0", "0", "1", "1"])
    #expect(comparison.rows[2].report == whole.report(draws: 100, seed: 1))
    let mean = try GradePredictions(
      probabilities: zip(first, second).flatMap { zip($0, $1).map { ($0 + $1) / 2 } }, grades: grades,
      patients: ["0", "0", "1", "1"])
    #expect(comparison.rows[6].report == mean.report(draws: 100, seed: 1))
    #expect(
      comparison.rows[6].differences[0].figures == mean.comparison(with: whole, draws: 100, seed: 1))
  }

  @Test func `a run without C-Net has no Zoom-in-Net`() {
    let systems = GradingSystem.of(table(first, grades: [0, 2, 4, 0], heads: ["y", "y_m", "y_a"]), run: "a")
    #expect(systems.map(\.name) == ["M-Net", "M-Net and A-Net"])
    #expect(systems[1].probabilities.prefix(5) == [0.25, 0.125, 0.25, 0.125, 0.25])
  }

  @Test func `runs are evaluated on the same pictures and compared`() throws {
    let study = try StudyFolder()
    let other = try StudyFolder(grades: [0, 2, 3, 1])
    try study.train()
    try other.train(seed: 41)
    func ensemble(_ runs: [URL], data: URL?) -> EnsembleRun {
      EnsembleRun(
        runs, data: data, out: study.folder["out"],
        overrides: ["evaluate.bootstrap_draws=100", "evaluate.blind_draws=10"], console: Console())
    }
    let result = try ensemble([study.run.url, other.run.url], data: study.data).perform()
    #expect(result.comparisons.map(\.split) == ["train", "test"])
    #expect(result.comparisons[1].rows.count == 7)
    #expect(result.comparisons[1].rows[0].run == "experiment/run", "two runs have the same folder's name")
    #expect(FileKind(of: study.folder["out/comparison.json"]) == .file)
    #expect(FileKind(of: study.folder["out/predictions/test.csv"]) == .file)
    #expect(result.text.contains("\n  ensemble of 2"))
  }

  @Test func `tables of other pictures are refused with an example`() throws {
    let study = try StudyFolder()
    try study.train()
    let cohort = try CohortRun(
      of: study.run.url, data: study.data, stages: [.evaluate], overrides: ["evaluate.bootstrap_draws=100"],
      console: Console()
    ).perform()
    let table = try #require(try PredictionTable.readIfPresent(from: cohort.run, split: "test"))
    let shorter = PredictionTable(heads: table.heads, rows: Array(table.rows.dropLast()))
    #expect(throws: Never.self) { try EnsembleRun.check(table, of: cohort.run, against: table) }
    let error = #expect(throws: PipelineError.self) {
      try EnsembleRun.check(table, of: cohort.run, against: shorter)
    }
    #expect(
      error?.description
        == "\(cohort.run.url.path): predicted other pictures than the first run, 3_right for example.")
  }

  @Test func `folds are pooled, and a picture that two of them tested is refused`() throws {
    let runs = ["a", "b"].map { RunDirectory(URL(fileURLWithPath: "/\($0)", isDirectory: true)) }
    let whole = table(first, grades: [0, 2, 4, 0])
    let halves = [
      PredictionTable(heads: whole.heads, rows: Array(whole.rows[..<2])),
      PredictionTable(heads: ["y", "y_m"], rows: Array(whole.rows[2...])),
    ]
    let pooled = try EnsembleRun.pooled(halves, of: runs)
    #expect(pooled.heads == ["y", "y_m"] && pooled.rows == whole.rows)
    let error = #expect(throws: PipelineError.self) { try EnsembleRun.pooled([whole, halves[1]], of: runs) }
    #expect(error?.description == "/b: tested 2, which /a tested too.")
  }
}
