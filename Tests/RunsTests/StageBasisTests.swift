import Foundation
import Runs
import Testing

/// What a stage's key is made of, as the run records it.
@Suite("Bases of stage keys")
struct StageBasisTests {
  private let basis = StageBasis(
    version: 2, settings: [("mine.map", "sum"), ("mine.box", "crop")],
    inputs: [("pictures", "p"), ("lesions", "l")])

  @Test("The key is that of the same version, settings and inputs, whatever their order.")
  func key() {
    let key = StageKey.of(
      "mine", version: 2, settings: [("mine.box", "crop"), ("mine.map", "sum")],
      inputs: [("lesions", "l"), ("pictures", "p")])
    #expect(basis.key(of: "mine") == key && basis.key(of: "cluster") != key)
  }

  @Test("Changes are the version, then settings, then inputs, each by name.")
  func changes() {
    let later = StageBasis(
      version: 3, settings: [("mine.map", "maximum"), ("mine.dense", "true"), ("mine.box", "crop")],
      inputs: [("pictures", "other")])
    #expect(
      later.changes(since: basis) == [
        .version(from: 2, to: 3), .setting("mine.dense", from: nil, to: "true"),
        .setting("mine.map", from: "sum", to: "maximum"), .input("lesions", from: "l", to: nil),
        .input("pictures", from: "p", to: "other"),
      ])
    #expect(basis.changes(since: basis) == [])
  }

  @Test("A record without a basis, as earlier versions wrote, is read.")
  func earlier() throws {
    let temporary = try TemporaryRun()
    let ledger = StageLedger(temporary.directory)
    try ledger.record(StageLedger.Entry(key: "k", output: ["a": "b"], basis: basis), of: "mine")
    #expect(try ledger.entry([String: String].self, of: "mine")?.basis == basis)
    try Data(#"{"key":"k","output":{"a":"b"}}"#.utf8).write(to: temporary.directory.stage("mine"))
    let entry = try ledger.entry([String: String].self, of: "mine")
    #expect(entry?.key == "k" && entry?.basis == nil)
  }
}
