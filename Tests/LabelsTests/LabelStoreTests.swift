import Foundation
import Testing
import TestSupport
import Workbench

@testable import Labels

extension TemporaryFolder {
  /// Where a test's store lies.
  var store: URL { self["a/labels.sqlite"] }
}

let picture = String(repeating: "0a", count: 32)
let box = Box(minX: 10.25, minY: 20, maxX: 50, maxY: 60.5)
let noon = Date(timeIntervalSince1970: 1_795_521_600)

func label(_ term: String = "HE", _ kind: Label.Kind = .patch) -> Label {
  Label(kind: kind, picture: picture, box: box, term: term)
}

@Suite struct LabelStoreTests {
  @Test func `what goes in comes out, in order, after the store was closed`() throws {
    let folder = try TemporaryFolder()
    let verdict = ClusterVerdict(
      clustering: "abc", exemplar: 3, decision: .rejected, note: "two things, mixed")
    let contents: [LogEntry.Content] = [
      .label(label()), .label(label("EX", .lesion)), .verdict(verdict),
      .label(label("drusen, large \"soft\"")),
    ]
    let ids = try LabelStore(at: folder.store, creating: true).append(contents, author: "Ann", time: noon)
    #expect(ids == [1, 2, 3, 4])
    let entries = try LabelStore(at: folder.store).validEntries()
    #expect(entries.map(\.content) == contents)
    #expect(entries.allSatisfy { $0.author == "Ann" && $0.time == LabelStore.text(of: noon) })
    #expect(LabelStore.text(of: noon) == "2026-11-24T12:00:00Z")
  }

  @Test func `an undo takes a label away, an undo of the undo brings it back, and the log keeps all of it`()
    throws
  {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    try store.append([.label(label("HE")), .label(label("EX"))], author: "Ann", time: noon)
    let undo = try store.undo(1, author: "Ben", time: noon)
    #expect(try store.validEntries().compactMap(\.label?.term) == ["EX"])
    let again = try store.undo(undo, author: "Ann", time: noon)
    #expect(try store.validEntries().compactMap(\.label?.term) == ["HE", "EX"])
    try store.undo(again, author: "Ben", time: noon)
    #expect(try store.validEntries().compactMap(\.label?.term) == ["EX"])
    #expect(try store.log().count == 5)
  }

  @Test func `an entry that is not there, or undone already, cannot be undone`() throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    try store.append([.label(label())], author: "Ann", time: noon)
    let unknown = #expect(throws: LabelsError.self) { try store.undo(7, author: "Ann", time: noon) }
    #expect(
      unknown?.message
        == "\(folder.store.path): has no entry 7 to undo. zoomin labels export --log lists every entry.")
    #expect(unknown?.exitCode == .badData)
    try store.undo(1, author: "Ann", time: noon)
    let twice = #expect(throws: LabelsError.self) { try store.undo(1, author: "Ann", time: noon) }
    #expect(twice?.reason == "entry 1 is already undone")
  }

  @Test(arguments: [
    (Label(kind: .patch, picture: "a.png", box: box, term: "HE"), "a.png is not the SHA-256 of a picture"),
    (
      Label(kind: .patch, picture: picture, box: Box(minX: 5, minY: 5, maxX: 5, maxY: 9), term: "HE"),
      "5.0, 5.0, 5.0, 9.0 is not a box"
    ),
    (
      Label(kind: .patch, picture: picture, box: Box(minX: 0, minY: 0, maxX: .nan, maxY: 9), term: "HE"),
      "0.0, 0.0, nan, 9.0 is not a box"
    ),
    (Label(kind: .patch, picture: picture, box: box, term: " "), "a label has no term"),
    (
      Label(kind: .lesion, picture: picture, box: box, term: "none"),
      "a lesion box says that there is no lesion"
    ),
  ])
  func `what is no label is refused, and nothing beside it is kept`(_ wrong: Label, _ reason: String) throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    let error = #expect(throws: LabelsError.self) {
      try store.append([.label(label()), .label(wrong)], author: "Ann", time: noon)
    }
    #expect(error?.reason == reason && error?.code == .refused)
    #expect(try store.log().isEmpty)
  }

  @Test func `a transaction that fails half-way leaves nothing`() throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    #expect(throws: LabelsError.self) {
      try store.append([.label(label()), .undo(99)], author: "Ann", time: noon)
    }
    #expect(try store.log().isEmpty)
    #expect(throws: LabelsError.self) { try store.append([.label(label())], author: " ", time: noon) }
    let entry = LabelStore.NewEntry(.label(label()), author: "Ann", time: "yesterday")
    #expect(throws: LabelsError.self) { try store.append([entry]) }
  }

  @Test func `the database itself refuses to change or delete an entry`() throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    try store.append([.label(label())], author: "Ann", time: noon)
    for statement in ["UPDATE label SET term = 'EX'", "DELETE FROM entry", "DELETE FROM label"] {
      #expect(try store.attempt(statement)?.contains("append-only") == true, "\(statement)")
    }
    #expect(try store.validEntries().compactMap(\.label) == [label()])
  }

  @Test func `files that are no store are told apart`() throws {
    let folder = try TemporaryFolder()
    func code(_ name: String, creating: Bool = false) -> (LabelsFailure, ExitCode)? {
      let url = folder.url.appendingPathComponent(name)
      return #expect(throws: LabelsError.self) { try LabelStore(at: url, creating: creating) }
        .map { ($0.code, $0.exitCode) }
    }
    #expect(code("none.sqlite")! == (.missing, .missingInput))
    try AtomicFile.write(
      "no database, only a sentence that is long enough to be a header",
      to: folder.url.appendingPathComponent("text"))
    #expect(code("text")! == (.malformed, .badData))
    #expect(code("text", creating: true)! == (.malformed, .badData))
    let store = try LabelStore(at: folder.store, creating: true)
    _ = try store.attempt("PRAGMA user_version = 99")
    #expect(code("a/labels.sqlite")! == (.newerSchema, .badData))
    _ = try store.attempt("PRAGMA application_id = 1")
    #expect(code("a/labels.sqlite")! == (.malformed, .badData))
    try AtomicFile.write("", to: folder.url.appendingPathComponent("file"))
    #expect(code("file/labels.sqlite", creating: true)! == (.unwritable, .cannotCreate))
  }

  @Test func `a store that another one holds is locked, and free again afterwards`() throws {
    let folder = try TemporaryFolder()
    let holder = try LabelStore(at: folder.store, creating: true)
    let store = try LabelStore(at: folder.store, patienceSeconds: 0.05)
    try holder.whileHeld {
      let error = #expect(throws: LabelsError.self) {
        try store.append([.label(label())], author: "Ann", time: noon)
      }
      #expect(error?.code == .locked && error?.exitCode == .locked)
    }
    #expect(try store.append([.label(label())], author: "Ann", time: noon) == [1])
  }

  @Test func `two openers may write one store`() throws {
    let folder = try TemporaryFolder()
    let stores = try (0..<2).map { _ in try LabelStore(at: folder.store, creating: true) }
    _ = try Parallel.map(count: 20, threadCount: 4) { index in
      try stores[index % 2].append([.label(label("\(index)"))], author: "Ann", time: noon)
    }
    let terms = try stores[0].validEntries().compactMap(\.label?.term)
    #expect(Set(terms) == Set((0..<20).map { "\($0)" }))
    #expect(try stores[1].log().map(\.id) == Array(1...20))
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `questions about one clustering and about the newest entries agree with the whole log`(seed: UInt64)
    throws
  {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    var random = RandomStream(seed: seed, purpose: "log")
    var count = 0
    for _ in 0..<120 {
      let draw = random.integer(below: 10)
      let content: LogEntry.Content =
        if draw < 4, count > 0 {
          .undo(Int64(1 + random.integer(below: count)))
        } else if draw < 9 {
          .verdict(
            ClusterVerdict(
              clustering: "abc\(random.integer(below: 2))", exemplar: random.integer(below: 3),
              name: "\(count)"))
        } else {
          .label(label("\(count)"))
        }
      // An undo of an entry that is undone already is refused, which the log does not show.
      if (try? store.append([content], author: "Ann", time: noon)) != nil { count += 1 }
    }
    let valid = try store.validEntries()
    for clustering in ["abc0", "abc1"] {
      let expected = valid.filter {
        if case .verdict(let verdict) = $0.content { verdict.clustering == clustering } else { false }
      }
      #expect(try store.verdicts(of: clustering) == expected)
      for exemplar in 0..<3 {
        let few = expected.filter {
          if case .verdict(let verdict) = $0.content { verdict.exemplar == exemplar } else { false }
        }
        #expect(try store.verdicts(of: clustering, exemplar: exemplar) == few)
      }
    }
    let labels = valid.filter { $0.label != nil }
    #expect(try store.labels(on: [picture, String(repeating: "1", count: 64)]) == labels)
    #expect(try store.labels(on: [String(repeating: "1", count: 64)]).isEmpty)
    #expect(try store.labels(on: []).isEmpty)
    let log = try store.log()
    let undone = LabelStore.undone(in: log)
    #expect(!undone.isEmpty && undone.count < log.count)
    let newest = try store.newest(50)
    #expect(newest.map(\.entry) == Array(log.suffix(50).reversed()))
    #expect(newest.map(\.isUndone) == newest.map { undone.contains($0.entry.id) })
  }

  @Test func `a store of the first layout gets the index of the second, and keeps its entries`() throws {
    let folder = try TemporaryFolder()
    let old = try LabelStore(at: folder.store, creating: true)
    try old.append([.label(label())], author: "Ann", time: noon)
    for statement in [
      "DROP INDEX entry_by_undone", "ALTER TABLE verdict DROP COLUMN member", "PRAGMA user_version = 1",
    ] {
      #expect(try old.attempt(statement) == nil)
    }
    let store = try LabelStore(at: folder.store)
    #expect(try store.attempt("DROP INDEX entry_by_undone") == nil)
    #expect(try store.validEntries().compactMap(\.label) == [label()])
  }

  @Test func `a verdict about a member is a decision alone, and comes back`() throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    let verdict = ClusterVerdict(clustering: "abc", exemplar: 1, member: 7, decision: .rejected)
    try store.append([.verdict(verdict)], author: "Ann", time: .now)
    #expect(try store.validEntries().map(\.content) == [.verdict(verdict)])
    for wrong in [
      ClusterVerdict(clustering: "abc", exemplar: 1, member: 7, name: "HE"),
      ClusterVerdict(clustering: "abc", exemplar: 1, member: -1, decision: .accepted),
      ClusterVerdict(clustering: "abc", exemplar: 1, member: 7, decision: .accepted, note: "x"),
    ] {
      #expect(throws: LabelsError.self) { try store.append([.verdict(wrong)], author: "Ann", time: .now) }
    }
    #expect(try store.log().count == 1)
  }

  @Test func `a store of the second layout is read as it is, and brought up to date to be written`() throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    let verdict = ClusterVerdict(clustering: "abc", exemplar: 1, decision: .accepted)
    try store.append([.verdict(verdict)], author: "Ann", time: .now)
    for statement in ["ALTER TABLE verdict DROP COLUMN member", "PRAGMA user_version = 2"] {
      #expect(try store.attempt(statement) == nil)
    }
    #expect(try LabelStore(reading: folder.store).validEntries().map(\.content) == [.verdict(verdict)])
    let upgraded = try LabelStore(at: folder.store)
    #expect(try upgraded.validEntries().map(\.content) == [.verdict(verdict)])
    try upgraded.append(
      [.verdict(ClusterVerdict(clustering: "abc", exemplar: 1, member: 2, decision: .rejected))],
      author: "Ann",
      time: .now)
    #expect(try upgraded.log().count == 2)
  }
}
