import Foundation
import Runs
import Settings
import TestSupport
import Testing
import Workbench

@testable import Pipeline

/// What `zoomin run --dry-run` says about the stages of a run, and that it writes nothing.
@Suite("Plans of runs")
struct RunPlanTests {
  private static let keys = [
    "train.batch_patients=2", "phase_1.epochs=1", "phase_2.epochs=0", "phase_3.epochs=0",
    "mine.minimum_response=-1000",
  ]

  private func run(_ study: StudyFolder, _ overrides: [String] = []) throws -> ExperimentRun {
    ExperimentRun(try study.experiment(Self.keys + overrides), console: Console())
  }

  /// A plan, during which nothing was written.
  private func plan(
    _ study: StudyFolder, _ overrides: [String] = [], through last: StageName? = .mine,
    again first: StageName? = nil
  ) throws -> RunPlan {
    let before = try FolderContents(study.folder.url)
    let names = FolderContents.names(in: study.folder.url)
    let plan = try run(study, overrides).plan(through: last, again: first)
    #expect(try FolderContents(study.folder.url).differences(from: before) == [])
    #expect(FolderContents.names(in: study.folder.url) == names)
    return plan
  }

  private func lines(_ plan: RunPlan) -> [String] {
    plan.steps.map { ([$0.record, $0.state.rawValue] + $0.reasons.map(\.text)).joined(separator: " | ") }
  }

  @Test("All stages of a new run would be done, and the folder of outputs is not created.")
  func new() throws {
    let study = try StudyFolder()
    let plan = try plan(study, through: nil)
    #expect(!plan.exists && plan.nearest == nil)
    #expect(
      plan.steps.map(\.record) == [
        "prepare", "train-m-net", "mine", "evaluate", "cluster", "judge", "mosaic", "report",
      ])
    #expect(plan.steps.allSatisfy { $0.state == .run && $0.reasons == [.notDone] })
    #expect(!FileManager.default.fileExists(atPath: study.outputs.path))
    #expect(plan.text.hasSuffix("Nothing was written.\n\(plan.run.url.path)"))
    #expect(plan.text.contains("\n  mine.minimum_response: -1000.0\n"))
    #expect(!plan.text.contains("cluster.damping"), "it has its default")
  }

  @Test("What changed since a stage was done is named, and only what follows from it runs.")
  func changes() throws {
    let study = try StudyFolder()
    let result = try run(study).perform(through: .mine)
    let done = ["prepare | up to date", "train-m-net | up to date", "mine | up to date"]
    #expect(try lines(plan(study)) == done)
    #expect(try plan(study).exists && plan(study).run == result.run)
    #expect(
      try lines(plan(study, ["mine.map=sum", "mine.suppression_pixels=50", "cluster.damping=0.8"]))
        == done.dropLast()
        + [
          "mine | run | mine.map: \(Experiment().mine.map.rawValue) -> sum | mine.suppression_pixels: "
            + "\(Experiment().mine.suppressionPixels) -> 50"
        ])
    #expect(try lines(plan(study, again: .mine)) == done.dropLast() + ["mine | run | asked for by --from"])
    // A later time of a file may or may not mean another picture.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)],
      ofItemAtPath: study.folder["data/0_left.png"].path)
    #expect(
      try lines(plan(study)) == [
        "prepare | run | pictures changed", "train-m-net | perhaps | if prepare comes to another result",
        "mine | perhaps | if prepare comes to another result | if train-m-net comes to another result",
      ])
    #expect(
      try lines(plan(study, ["mine.map=sum"])).last?.hasPrefix("mine | run | mine.map: ") == true,
      "its own change is certain")
    // The next start finds the same pictures.
    _ = try run(study).perform(through: .mine)
    #expect(try lines(plan(study)) == done)
    try FileManager.default.removeItem(at: result.run.checkpoint("m-net"))
    #expect(
      try lines(plan(study)) == [
        done[0], "train-m-net | run | checkpoints/m-net.safetensors is missing", done[2],
      ], "the same weights are made again, so mining need not be")
    try AtomicFile.write("{", to: result.run.stage("prepare"))
    #expect(try plan(study).steps[0].reasons.map(\.text)[0].hasPrefix("its record cannot be read: "))
  }

  @Test("Settings of training make a new run, and the plan says what it differs in.")
  func other() throws {
    let study = try StudyFolder()
    let first = try run(study).perform(through: .prepare)
    let plan = try plan(study, ["train.momentum=0.5", "cluster.damping=0.8"])
    #expect(plan.run != first.run && !plan.exists)
    #expect(
      plan.text.contains(
        "\nThis would be a new run, which differs from \(first.run.url.lastPathComponent) in train.momentum: "
          + "\(Experiment().train.momentum) -> 0.5.\n"))
  }

  @Test("As JSON it has the settings, the stages and the reasons.")
  func json() throws {
    struct Answer: Decodable {
      struct Stage: Decodable {
        let stage: String
        let state: String
        let reasons: [String]
      }
      let schemaVersion: Int
      let run: String
      let exists: Bool
      let settings: [String: String]
      let stages: [Stage]
    }
    let plan = try plan(StudyFolder(), through: .prepare)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(plan.json().utf8))
    #expect(answer.schemaVersion == 1 && answer.run == plan.run.url.path && !answer.exists)
    #expect(answer.settings["phase_2.epochs"] == "0" && answer.settings["cluster.damping"] == nil)
    #expect(answer.stages.map(\.stage) == ["prepare"] && answer.stages[0].state == "run")
    #expect(answer.stages[0].reasons == ["not done in this run yet"])
  }
}
