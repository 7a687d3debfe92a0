import Foundation
import Runs
import Testing
import Workbench

@Suite struct StageLedgerTests {
  private let run = TemporaryRun()
  private var directory: RunDirectory { run.directory }
  private var ledger: StageLedger { StageLedger(run.directory) }

  @Test func `a stage is done only under its own key and while its results exist`() throws {
    let result = directory.mining(key: "a").features
    try AtomicFile.write("features", to: result)
    let entry = StageLedger.Entry(key: "k1", results: ["features": directory.relativePath(of: result)])
    try ledger.record(entry, of: "mine")
    #expect(try ledger.entry(of: "mine", key: "k1") == entry)
    #expect(try ledger.entry(of: "mine", key: "k2") == nil)
    #expect(try ledger.entry(of: "cluster", key: "k1") == nil)
    try FileManager.default.removeItem(at: result)
    #expect(try ledger.entry(of: "mine", key: "k1") == nil)
    #expect(try ledger.entry(of: "mine") == entry, "the record itself is still there")
  }

  @Test func `a stage whose work begins anew is no longer done`() throws {
    try ledger.forget("evaluate")
    try ledger.record(StageLedger.Entry(key: "k1"), of: "evaluate")
    try ledger.forget("evaluate")
    #expect(try ledger.entry(of: "evaluate", key: "k1") == nil)
  }

  @Test func `the stages that are done are known by name`() throws {
    #expect(try ledger.names().isEmpty)
    for name in ["train-m-net", "mine"] { try ledger.record(StageLedger.Entry(key: "k"), of: name) }
    #expect(try ledger.names() == ["mine", "train-m-net"])
  }

  @Test func `the record of a stage has these bytes`() throws {
    try ledger.record(StageLedger.Entry(key: "k1", results: ["features": "mining/a/features.h5"]), of: "mine")
    #expect(
      try run.text(directory.url.appendingPathComponent("stages/mine.json")) == """
        {
          "key" : "k1",
          "results" : {
            "features" : "mining/a/features.h5"
          }
        }

        """)
  }

  @Test func `a record that names no such result says so`() {
    let error = #expect(throws: RunsError.self) { try StageLedger.Entry(key: "k").result("atlas") }
    #expect(error?.description == "stages: names no result atlas.")
  }

  @Test func `seconds of stages are kept by name, and have these bytes`() throws {
    #expect(try StageTiming.readIfPresent(from: directory) == nil)
    try StageTiming(seconds: ["mine": 1.5, "cluster": 0.25]).write(to: directory)
    #expect(try run.text(directory.timing) == "{\n  \"cluster\" : 0.25,\n  \"mine\" : 1.5\n}\n")
    #expect(try StageTiming.read(from: directory).seconds == ["mine": 1.5, "cluster": 0.25])
  }

  @Test func `a key changes with a setting, the parent or an input, and not with the order of settings`() {
    func key(_ damping: String, parent: String = "p", input: String = "i", reversed: Bool = false) -> String {
      let settings = [(path: "cluster.damping", value: damping), (path: "cluster.window", value: "100")]
      return StageKey.of(
        .cluster, settings: reversed ? settings.reversed() : settings, parent: parent, inputs: [input])
    }
    #expect(key("0.9") == key("0.9", reversed: true))
    #expect(Set([key("0.9"), key("0.8"), key("0.9", parent: "q"), key("0.9", input: "j")]).count == 4)
  }

  @Test func `a key is that of the stage's name and version`() {
    let settings = [(path: "mine.dense", value: "true")]
    let key = StageKey.of(.mine, settings: settings, parent: "p")
    func named(_ name: String, _ version: Int) -> String {
      StageKey.of(name, version: version, settings: settings, parent: "p")
    }
    #expect(key == named("mine", StageName.mine.version))
    #expect(Set([key, named("mine", StageName.mine.version + 1), named("other", 2)]).count == 3)
  }

  /// Every field preceded by the count of its bytes (eight, little-endian), by Python's hashlib.
  @Test func `keys of earlier versions stay valid`() {
    let key = StageKey.of(
      "mine", version: 7, settings: [(path: "mine.dense", value: "true")], parent: "p", inputs: ["i"])
    #expect(key == "aed04f58e0d5d79db6c1b16eec4946e51b112b5807a37f4d760cfd7ccfcddcc6")
    let short = StageKey.short(key)
    #expect(short == "aed04f58e0d5" && StageKey.short(short) == short)
  }
}
