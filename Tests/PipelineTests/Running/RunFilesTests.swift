import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

/// What a run writes for lists and comparisons of runs.
@Suite struct RunFilesTests {
  private func prepared(_ study: StudyFolder) throws {
    let context = try study.context()
    try OpenRun(study.run, console: Console()).perform(context.experiment, study.identity) { runner in
      _ = try PipelineRun(context, runner: runner, wanted: [.prepare]).prepared()
    }
  }

  @Test func `preparing lists the pictures with their grades, and the counts are recorded`() throws {
    let study = try StudyFolder()
    try prepared(study)
    let table = try #require(try PictureTable.readIfPresent(from: study.run))
    #expect(
      table.rows.map(\.image) == [
        "0_left", "0_right", "1_left", "1_right", "2_left", "2_right", "3_left", "3_right",
      ])
    #expect(table.rows.map(\.grade) == [0, 0, 2, 2, 4, 4, 1, 1])
    #expect(table.rows[2].split == "test" && table.rows[2].eye == "left" && table.rows[2].patient == "1")
    #expect(table.rows.allSatisfy { $0.sha256.count == 64 })
    let counts = try #require(try PictureCounts(of: study.run))
    #expect(counts.splits == ["train": 4, "test": 4] && counts.skipped == 0)
  }

  @Test func `a run without results has empty figures, and damaged results cost it nothing else`() throws {
    let study = try StudyFolder()
    try prepared(study)
    #expect(try RunFigures.readIfCurrent(from: study.run) == RunFigures())
    try AtomicFile.write("{", to: study.run.evaluation)
    try prepared(study)
    #expect(try RunStatus.read(from: study.run).state == .partial)
    let log = try String(contentsOf: study.run.log, encoding: .utf8)
    #expect(log.contains("warning: The figures for lists of runs were not written: "))
    #expect(throws: RunsError.self) { try RunFigures.current(of: study.run) }
  }

  @Test func `the values of a resolved experiment are those of the schema`() throws {
    let experiment = try ExperimentReader.read(overrides: [
      "cluster.damping=0.8", "experiment.description=\"a: b, \\\"c\\\"\"", "mine.units=[cell, spot]",
    ])
    let values = ResolvedExperiment(experiment.yaml).values
    #expect(values.map(\.key) == Experiment.schema.settings.map(\.path))
    for (value, setting) in zip(values, Experiment.schema.settings) {
      #expect(value.value == setting.key.value(in: experiment).yaml, "\(setting.path)")
    }
  }

  @Test func `a run is named by its folder or its id, in the outputs that an override names`() throws {
    let study = try StudyFolder()
    try study.identity.write(to: study.run)
    #expect(try NamedRun.folder(study.run.url.path).path == study.run.url.path)
    let overrides = ["evaluate.head=y_m", "runtime.outputs=\(study.outputs.path)"]
    #expect(try NamedRun.folder("experiment/r", overrides: overrides).path == study.run.url.path)
    #expect(throws: RunsError.self) { try NamedRun.folder("experiment/r") }
  }

  @Test func `a run that starts again is running before its first stage`() throws {
    let study = try StudyFolder()
    try RunStatus(.failed, stage: "mine").write(to: study.run)
    try OpenRun(study.run, console: Console()).perform(study.experiment(), study.identity) { _ in
      let status = try RunStatus.current(of: study.run)
      #expect(status?.state == .running && status?.stage == nil)
    }
  }
}
