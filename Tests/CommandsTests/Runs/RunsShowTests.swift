import Foundation
import Pipeline
import Runs
import Testing
import Workbench

@testable import Commands

@Suite struct RunsShowTests {
  private let runs: SampleRuns

  init() throws { runs = try SampleRuns() }

  private func show(_ run: RunDirectory) throws -> any CommandResult {
    try RunsShowJob(run.url.path, outputs: "nowhere").perform()
  }

  @Test func `one screen tells the state, the stages, the settings, the figures and the files`() throws {
    let run = try runs.add(
      "quick/aa00", .failed, kappa: 0.75,
      overrides: ["cluster.damping=0.8", "data.source=table", "data.root=/eyes"])
    var status = RunStatus(.failed, stage: "mine", message: "The disk is full.")
    status.host = nil
    try status.write(to: run)
    try StageLedger(run).record(StageLedger.Entry(key: "k", output: ["a"]), of: "train-m-net")
    try StageTiming(seconds: ["prepare": 61, "train-m-net": 5]).write(to: run)
    try AtomicFile.write("log", to: run.log)
    // The folder of stages is newer than the figures otherwise.
    try #require(try RunFigures.readIfPresent(from: run)).write(to: run)
    let text = try show(run).text
    #expect(
      text.hasPrefix(
        "quick/aa00: failed in mine, last started 2023-11-14T22:12:20Z\n\(run.url.path)\nThe disk is full.\n")
    )
    #expect(text.contains("\n\nStages\n  train-m-net 5 s, mine failed\n\n"), "\(text)")
    #expect(text.contains("  cluster.damping  0.8"), "\(text)")
    #expect(text.contains("\n\nPictures\n  from table in /eyes\n\n"), "\(text)")
    #expect(text.contains("0.750 (0.625 to 0.875)") && text.contains("1,200"), "\(text)")
    #expect(text.contains("zoomin 0.1.0 on ") && text.contains("\n  oneDNN 2.6\n"), "\(text)")
    #expect(text.hasSuffix("\n\nOpen\n  \(run.log.path)"), "\(text)")
    let fields = try SampleRuns.fields(show(run))
    #expect((fields["stages"] as? [[String: Any]])?.map { $0["state"] as? String } == ["done", "failed"])
  }

  @Test func `a partial run says after which stage it stands, and that this one is done`() throws {
    let run = try runs.add("quick/bb", .partial)
    try StageLedger(run).record(StageLedger.Entry(key: "k", output: ["a"]), of: "mine")
    try StageTiming(seconds: ["mine": 7]).write(to: run)
    let text = try show(run).text
    #expect(text.hasPrefix("quick/bb: partial after mine, last started "), "\(text)")
    #expect(text.contains("\n\nStages\n  mine 7 s\n"), "\(text)")
  }

  @Test func `a run that has just begun, and a damaged one, are shown as far as they go`() throws {
    let run = runs.outputs.run("new", ofExperiment: "one")
    try RunIdentity(base: "b", laneCount: 1, precision: "f32").write(to: run)
    #expect(try show(run).text == "one/new: unknown\n\(run.url.path)")
    try AtomicFile.write("{", to: run.provenance)
    try AtomicFile.write("{", to: run.timing)
    let text = try show(run).text
    #expect(text.components(separatedBy: "is not JSON").count == 3, "\(text)")
    #expect(text.contains("\n\nCannot be read\n"))
  }
}

@Suite struct RunsDiffTests {
  private let runs: SampleRuns

  init() throws { runs = try SampleRuns() }

  private func diff(_ words: String...) throws -> any CommandResult {
    try RunsDiffJob(words[0], words[1], outputs: runs.outputs.url.path).perform()
  }

  private func write(_ rows: [(image: String, grade: Int)], to run: RunDirectory) throws {
    try PictureTable(
      rows.map {
        PictureTable.Row(
          image: $0.image, patient: "p", eye: "left", grade: $0.grade, split: "train", sha256: "aa")
      }
    ).write(to: run)
  }

  @Test func `only what differs is told: settings, pictures, program and results`() throws {
    let one = try runs.add("quick/aa00", kappa: 0.5, overrides: ["cluster.damping=0.8"])
    let other = try runs.add("quick/bb00", kappa: 0.75, clusters: 9)
    try write([("a", 0), ("b", 1)], to: one)
    try write([("b", 2), ("c", 3)], to: other)
    var provenance = try Provenance.read(from: other)
    provenance.libraries["oneDNN"] = "3.2"
    try provenance.write(to: other)
    #expect(
      try diff("aa00", "bb00").text == """
        Settings           quick/aa00  quick/bb00
          cluster.damping  0.8         0.9

        Pictures
          1 only in quick/bb00: c
          1 only in quick/aa00: a
          1 with another grade: b 1 -> 2

        Program and machine  quick/aa00  quick/bb00
          oneDNN             2.6         3.2

        Results                  quick/aa00  quick/bb00  difference
          test: quadratic kappa  0.500       0.750           +0.250
          cells: clusters        7           9                   +2
        """)
    let fields = try SampleRuns.fields(diff("aa00", "bb00"))
    #expect((fields["figures"] as? [[String: Any]])?.first?["difference"] as? Double == 0.25)
    #expect((fields["pictures"] as? [String: Any])?["added"] as? [String] == ["c"])
  }

  @Test func `equal runs do not differ, and a run without a list of pictures says so`() throws {
    for id in ["aa00", "bb00"] { try write([("a", 0)], to: try runs.add("one/\(id)", kappa: 0.5)) }
    #expect(
      try diff("aa00", "bb00").text
        == "one/aa00 and one/bb00 do not differ in settings, pictures, program, machine or results.")
    try runs.add("one/cc00", kappa: 0.5)
    #expect(try diff("aa00", "cc00").text.contains("but one/cc00 has no pictures.csv"))
  }

  @Test func `a run that has not written its settings is refused`() throws {
    try runs.add("one/aa00")
    try RunStatus(.queued).write(to: runs.outputs.run("bb00", ofExperiment: "one"))
    let error = #expect(throws: RunsError.self) { try diff("aa00", "bb00") }
    #expect(error?.code == .missing && error?.place.hasSuffix("bb00/experiment.yaml") == true)
  }
}

@Suite struct RunsCompareTests {
  private let runs: SampleRuns

  init() throws { runs = try SampleRuns() }

  @Test func `runs stand in rows with the settings in which they differ and their figures`() throws {
    try runs.add(
      "one/aa", kappa: 0.5, overrides: ["cluster.damping=0.8", "experiment.seed=1", "runtime.threads=1"])
    try runs.add("one/bb", kappa: 0.75, overrides: ["cluster.damping=0.8", "experiment.seed=2"])
    try runs.add("one/cc", .failed, overrides: ["cluster.damping=0.7", "experiment.seed=3"])
    let csv = runs.folder["table.csv"]
    let result = try RunsCompareJob(["aa", "bb", "cc"], outputs: runs.outputs.url.path, csv: csv).perform()
    #expect(
      result.text == """
        run  state   experiment.seed  cluster.damping  split  pictures  quadratic kappa         referable AUC  clusters  candidates
        aa   done    1                0.8              test      1,200  0.500 (0.375 to 0.625)  0.875                 7           2
        bb   done    2                0.8              test      1,200  0.750 (0.625 to 0.875)  0.875                 7           2
        cc   failed  3                0.7
        """)
    let table = try CSVTable(contentsOf: csv)
    #expect(
      table.columns == [
        "experiment", "id", "state", "experiment.seed", "cluster.damping", "split", "pictures", "kappa",
        "kappa_low",
        "kappa_high", "auc", "auc_low", "auc_high", "margin", "margin_low", "margin_high", "recall",
        "recall_low",
        "recall_high", "cells_clusters", "cells_candidates", "cells_converged",
      ])
    #expect(
      table.rows[1].cells == [
        "one", "bb", "done", "2", "0.8", "test", "1200", "0.75", "0.625", "0.875", "0.875", "", "", "", "",
        "", "", "",
        "", "7", "2", "true",
      ])
    #expect(table.rows[2].cells.suffix(17).allSatisfy { $0.isEmpty })
  }

  @Test func `runs of the same settings say so, and of two experiments have whole names`() throws {
    try runs.add("one/aa", overrides: ["experiment.description=a"])
    try runs.add("two/bb")
    let text = try RunsCompareJob(["aa", "bb"], outputs: runs.outputs.url.path, csv: nil).perform().text
    #expect(text == "run     state\none/aa  done\ntwo/bb  done\n\nThe runs have the same settings.")
  }
}

@Suite struct RunsTrashTests {
  private let runs: SampleRuns
  private var job: RunsTrashJob { RunsTrashJob(outputs: runs.outputs.url.path, console: runs.console) }

  init() throws { runs = try SampleRuns() }

  @Test func `removed runs are listed with their size, restored by their ids, and deleted only if agreed`()
    throws
  {
    for id in ["aa", "bb", "cc"] { try runs.add("one/\(id)") }
    let removed = try job.remove(["aa", "one/bb", "aa"], isForced: false)
    #expect(removed.runs.map(\.run) == ["one/aa", "one/bb"])
    #expect(
      removed.text.hasSuffix(
        "To get them back: zoomin runs restore one/aa one/bb --outputs \(ShellWord.quoted(runs.outputs.url.path))"
      ))
    #expect(try runs.list().runs.map(\.id) == ["cc"])
    #expect(
      try job.content().text.contains("2 runs, ") && job.content().removed.allSatisfy { $0.byteCount > 1000 })
    #expect(try job.restore(["bb"]).text.hasSuffix("\n1 run restored."))
    let asked = try job.empty(isAgreed: false)
    #expect(asked.isPending && asked.text.contains("Nothing was deleted. Add --yes"))
    #expect(try job.content().removed.map(\.id) == ["aa"])
    #expect(try job.empty(isAgreed: true).text.hasSuffix("They are deleted for ever."))
    #expect(try job.empty(isAgreed: false).text == "The trash is empty.")
    #expect(try !job.empty(isAgreed: false).isPending)
    #expect(try runs.list { $0.order = .id }.runs.map(\.id) == ["bb", "cc"])
  }

  @Test func `if one of several runs is not found, none is moved`() throws {
    try runs.add("one/aa")
    #expect(throws: RunsError.self) { try job.remove(["aa", "none"], isForced: false) }
    #expect(try runs.list().runs.count == 1)
  }

  @Test(arguments: [
    (0, "0 bytes"), (999, "999 bytes"), (1_500, "1.5 kB"), (12_345_678, "12.3 MB"), (1 << 41, "2.2 TB"),
  ])
  func `a size has one unit`(byteCount: Int, text: String) {
    #expect(FileSizeText.of(byteCount) == text)
  }
}
