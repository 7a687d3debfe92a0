import Foundation
import Runs
import Testing
import Workbench

@Suite struct StageLedgerTests {
  private let run: TemporaryRun
  private var directory: RunDirectory { run.directory }
  private var ledger: StageLedger { StageLedger(run.directory) }

  init() throws { run = try TemporaryRun() }

  private struct Mined: Codable, Equatable, Sendable {
    var features: String
    var content: String?
  }

  @Test func `what a stage came to is remembered with its key, each stage for itself`() throws {
    let mined = Mined(features: "mining/a/features.h5", content: "c")
    try ledger.record(StageLedger.Entry(key: "k1", output: mined), of: "mine")
    let entry = try #require(try ledger.entry(Mined.self, of: "mine"))
    #expect(entry.key == "k1" && entry.output == mined)
    #expect(try ledger.key(of: "mine") == "k1")
    #expect(try ledger.entry(Mined.self, of: "cluster") == nil)
    #expect(try ledger.key(of: "cluster") == nil)
  }

  @Test func `a stage whose work begins anew is no longer done`() throws {
    try ledger.forget("evaluate")
    try ledger.record(StageLedger.Entry(key: "k1", output: ["a": "b"]), of: "evaluate")
    try ledger.forget("evaluate")
    #expect(try ledger.entry([String: String].self, of: "evaluate") == nil)
  }

  @Test func `the stages that are done are known by name`() throws {
    #expect(try ledger.names().isEmpty)
    for name in ["train-m-net", "mine"] {
      try ledger.record(StageLedger.Entry(key: "k", output: ["a": "b"]), of: name)
    }
    #expect(try ledger.names() == ["mine", "train-m-net"])
  }

  @Test func `a stage is finished while the stages that it was made from have the same keys`() throws {
    func record(_ name: String, _ key: String, from stages: [String: String] = [:]) throws {
      let inputs = stages.map { (name: StageBasis.stagePrefix + $0.key, content: $0.value) }
      let basis = StageBasis(version: 1, settings: [], inputs: [(name: "features", content: "f")] + inputs)
      try ledger.record(StageLedger.Entry(key: key, output: ["a": "b"], basis: basis), of: name)
    }
    try ledger.record(StageLedger.Entry(key: "m", output: ["a": "b"]), of: "mine")  // without a basis
    for rows in ["", "-dark-spots", "-bright-spots"] {
      try record("cluster\(rows)", "c\(rows)")
      try record("judge\(rows)", "j\(rows)", from: ["cluster\(rows)": "c\(rows)"])
      try record("mosaic\(rows)", "o\(rows)", from: ["judge\(rows)": "j\(rows)"])
    }
    #expect(try ledger.finishedStages() == [.mine, .cluster, .judge, .mosaic])
    try record("cluster-dark-spots", "new")
    try record("judge-dark-spots", "new", from: ["cluster-dark-spots": "new"])
    #expect(try ledger.finishedStages() == [.mine, .cluster, .judge])
    try ledger.forget("cluster")
    #expect(try ledger.finishedStages() == [.mine, .cluster])
    try AtomicFile.write("{", to: directory.stage("cluster-bright-spots"))
    #expect(try ledger.finishedStages() == [.mine], "a damaged record is that of no finished stage")
  }

  @Test func `the record of a stage has these bytes`() throws {
    try ledger.record(
      StageLedger.Entry(key: "k1", output: Mined(features: "mining/a/features.h5")), of: "mine")
    #expect(
      try run.text(directory.url.appendingPathComponent("stages/mine.json")) == """
        {
          "key" : "k1",
          "output" : {
            "features" : "mining/a/features.h5"
          }
        }

        """)
  }

  @Test func `a record of something else is answered by a sentence, its key is still known`() throws {
    try ledger.record(StageLedger.Entry(key: "k", output: ["atlas": 1]), of: "mine")
    let error = #expect(throws: RunsError.self) { _ = try ledger.entry(Mined.self, of: "mine") }
    #expect(error?.description.contains("stages/mine.json") == true)
    #expect(error?.remedy == "Delete the file; the stage runs again.")
    #expect(try ledger.key(of: "mine") == "k")
  }

  @Test func `seconds of stages are kept by name, and have these bytes`() throws {
    #expect(try StageTiming.readIfPresent(from: directory) == nil)
    try StageTiming(seconds: ["mine": 1.5, "cluster": 0.25]).write(to: directory)
    #expect(try run.text(directory.timing) == "{\n  \"cluster\" : 0.25,\n  \"mine\" : 1.5\n}\n")
    #expect(try StageTiming.read(from: directory).seconds == ["mine": 1.5, "cluster": 0.25])
  }

  @Test func `a key changes with name, version, a setting or an input, and not with their order`() {
    func key(
      _ name: String = "cluster", version: Int = 1, damping: String = "0.9", features: String = "f",
      labels: String = "l", reversed: Bool = false
    ) -> String {
      let settings = [(path: "cluster.damping", value: damping), (path: "cluster.window", value: "100")]
      let inputs = [(name: "features", content: features), (name: "labels", content: labels)]
      return StageKey.of(
        name, version: version, settings: reversed ? settings.reversed() : settings,
        inputs: reversed ? inputs.reversed() : inputs)
    }
    #expect(key() == key(reversed: true))
    let others = [
      key("judge"), key(version: 2), key(damping: "0.8"), key(features: "g"), key(labels: "m"),
      key(features: "l", labels: "f"),
    ]
    #expect(Set(others + [key()]).count == 7)
    #expect(key().count == 64 && StageKey.short(key()) == key().prefix(12))
  }
}
