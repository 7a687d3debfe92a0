import Foundation
import Testing
import TestSupport

/// `zoomin runs` beside runs that work, finish and are killed.
@Suite(.withProgram)
struct RunsTests {
  private struct List: Decodable {
    struct Run: Decodable {
      let id: String, state: String, stage: String?, message: String?, run: String, network: String?
      struct Figures: Decodable { let split: String }
      let figures: Figures?
    }
    let schemaVersion: Int
    let runs: [Run]
  }

  private func list(_ program: Program, _ arguments: String...) throws -> [List.Run] {
    let outcome = try program.call(["runs", "list", "--json"] + arguments)
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    return try JSONDecoder().decode(List.self, from: Data(outcome.output.utf8)).runs
  }

  @Test func `the state of a run is true while it works, after kill -9 and when it is done`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(smallExperiment, as: "small.yaml")
    let longer = ["run", "small.yaml", "phase_1.epochs=400"]
    let (process, _, error) = try program.start(longer)
    try process.wait { try String(contentsOf: error, encoding: .utf8).contains("train-m-net:") }
    let working = try #require(try list(program).first)
    #expect(working.state == "running" && working.stage == "train-m-net")

    // A run that works is not removed, and says who works.
    let refused = try program.call("runs", "rm", working.id)
    #expect(refused.exitCode == 75)
    #expect(
      refused.error.contains("is being written by process \(process.processIdentifier) on"),
      "\(refused.error)")

    kill(process.processIdentifier, SIGKILL)
    try process.waitForEnd()
    let killed = try #require(try list(program, "--state", "interrupted").first)
    #expect(
      killed.id == working.id && killed.message?.contains("ended in train-m-net without a message") == true)
    #expect(try list(program, "--state", "running").isEmpty)

    // Removed, it is in no list, and the same experiment would begin anew; restored, it is as it was.
    let removed = try program.call("runs", "rm", String(killed.id.prefix(6)))
    #expect(removed.exitCode == 0, "\(removed.error)")
    #expect(removed.output.contains("zoomin runs restore small/\(killed.id)\n"), "\(removed.output)")
    #expect(try list(program).isEmpty)
    #expect(try program.call("runs", "empty-trash").exitCode == 1)
    #expect(try program.call("runs", "restore", killed.id).exitCode == 0)
    #expect(try list(program).map(\.state) == ["interrupted"])
  }

  @Test func `finished runs are listed, shown, compared and found by their ids`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(smallExperiment, as: "small.yaml")
    let quick = ["phase_1.epochs=1", "phase_2.epochs=0", "phase_3.epochs=0"]
    for seed in ["1", "2"] {
      let outcome = try program.call(["run", "small.yaml", "experiment.seed=\(seed)"] + quick)
      try #require(outcome.exitCode == 0, "\(outcome.error)")
    }
    let runs =
      try list(program, "--where", "experiment.seed=2") + list(program, "--where", "experiment.seed=1")
    try #require(runs.count == 2)
    #expect(runs.allSatisfy { $0.state == "done" && $0.figures?.split == "test" })
    let ids = runs.map(\.id)

    let shown = try program.call("runs", "show", String(ids[0].prefix(8)))
    #expect(shown.exitCode == 0 && shown.output.contains("\n  experiment.seed"), "\(shown.output)")
    #expect(shown.output.contains("prepare ") && shown.output.contains("\nPictures\n  from phantom"))
    #expect(
      shown.output.contains("/plots\n") && shown.output.split(separator: "\n").count < 60, "\(shown.output)")

    let compared = try program.call("runs", "compare", ids[0], ids[1], "--csv", "runs.csv")
    #expect(compared.exitCode == 0 && compared.output.contains("experiment.seed"), "\(compared.error)")
    let table = try #require(program.bytes("runs.csv")).split(separator: UInt8(ascii: "\n"))
    #expect(
      table.count == 3 && String(decoding: table[0], as: UTF8.self).contains(",kappa,kappa_low,kappa_high,"))

    // Drawn pictures depend on the seed of the phantom alone, but their splits on that of the experiment.
    let diff = try program.call("runs", "diff", ids[1], ids[0])
    #expect(diff.exitCode == 0 && diff.output.contains("experiment.seed"), "\(diff.output)")
    #expect(!diff.output.contains("no pictures.csv") && !diff.output.contains("Program and machine"))

    // A stage of the run, by the beginning of its id; another clustering is another key figure.
    let before = program.bytes("\(runs[0].run)/figures.json")
    let clustered = try program.call(
      "cluster", "--run", String(ids[0].prefix(8)), "cluster.preference=minimum")
    #expect(clustered.exitCode == 0 && clustered.output.hasSuffix("/small/\(ids[0])\n"), "\(clustered.error)")
    #expect(before != nil && program.bytes("\(runs[0].run)/figures.json") != before)

    // Another data set read with its network is a cohort, which keeps its run from being removed unnoticed.
    let drawn = try program.call("phantom", "--out", "eyes", "--patients", "4", "phantom.pixels=256")
    try #require(drawn.exitCode == 0, "\(drawn.error)")
    let cohort = try program.call("evaluate", "--run", ids[0], "--data", "eyes")
    try #require(cohort.exitCode == 0, "\(cohort.error)")
    #expect(try list(program).map(\.network).compactMap(\.self) == [ids[0]])
    let removed = try program.call("runs", "rm", "small/\(ids[0])")
    #expect(removed.exitCode == 0 && removed.error.contains("is read with its network"), "\(removed.error)")
    #expect(try program.call("runs", "empty-trash", "--yes").exitCode == 0)
    #expect(
      !FileManager.default.fileExists(atPath: program.folder.appendingPathComponent("outputs/.trash").path))
  }

  @Test(
    arguments: [
      (
        ["show", "nothing"], 66,
        "nothing: is neither the folder of a run nor the beginning of the id of a run in "
      ),
      (
        ["list", "nowhere"], 66,
        "nowhere: does not exist. Name the folder that holds the folders of experiments."
      ),
      (
        ["list", ".", "--where", "cluster.dampng=0.8"], 78,
        "there is no key cluster.dampng. Did you mean cluster.damping?"
      ),
      (["list", "--sort", "colour"], 64, "colour"), (["compare", "a"], 64, "Name two runs or more."),
      (
        ["restore", "nothing", "--outputs", "."], 66,
        "`zoomin runs list --trash` shows the runs that were removed."
      ),
    ] as [([String], Int32, String)])
  func `a wrong word is answered in a sentence`(arguments: [String], exitCode: Int32, sentence: String) throws
  {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call(["runs"] + arguments)
    #expect(outcome.exitCode == exitCode && outcome.output.isEmpty)
    #expect(outcome.error.contains(sentence), "\(outcome.error)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions know the verbs and their options`(shell: String) throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call("--generate-completion-script", shell)
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    for word in ["import-weights", "empty-trash", "reverse"] {
      #expect(outcome.output.contains(word), "\(word)")
    }
  }
}
