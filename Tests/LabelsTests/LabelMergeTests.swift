import Foundation
import Testing
import TestSupport
import Workbench

@testable import Labels

@Suite struct LabelMergeTests {
  private func store(_ folder: TemporaryFolder, _ name: String) throws -> LabelStore {
    try LabelStore(at: folder[name], creating: true)
  }

  /// A copy of a store under another name, as a reader would send it.
  private func copy(_ store: LabelStore, _ folder: TemporaryFolder, _ name: String) throws -> LabelStore {
    try FileManager.default.copyItem(at: store.url, to: folder[name])
    return try LabelStore(at: folder[name])
  }

  /// What an entry says without its number: what an undo undoes is told in full.
  private func told(_ log: [LogEntry], where isWanted: (LogEntry) -> Bool = { _ in true }) -> [String] {
    var told: [Int64: String] = [:]
    for entry in log {
      let content =
        if case .undo(let target) = entry.content { "undo of (\(told[target] ?? "?"))" } else {
          "\(entry.content)"
        }
      told[entry.id] = "\(content) \(entry.author) \(entry.time)"
    }
    return log.filter(isWanted).compactMap { told[$0.id] }.sorted()
  }

  @Test func `labels, verdicts and undos come over with authors and times, and a second time nothing does`()
    throws
  {
    let folder = try TemporaryFolder()
    let (ann, ben) = (try store(folder, "ann"), try store(folder, "ben"))
    try ann.append([.label(label("EX"))], author: "Ann", time: noon)
    let verdict = ClusterVerdict(
      clustering: "abc", exemplar: 3, decision: .accepted, name: "HE", note: "some")
    try ben.append(
      [.label(label("HE")), .label(label("MA", .lesion)), .verdict(verdict)], author: "Ben", time: noon)
    let undo = try ben.undo(1, author: "Cleo", time: noon + 60)
    try ben.undo(undo, author: "Ben", time: noon + 120)
    try ben.undo(2, author: "Ben", time: noon + 180)
    let bytes = try Data(contentsOf: ben.url)

    let merge = try ann.merge(LabelStore(reading: ben.url))
    #expect(merge == LabelMerge(addedCount: 6, knownCount: 0))
    #expect(
      try ann.log().dropFirst().map(\.content) == [
        .label(label("HE")), .label(label("MA", .lesion)), .verdict(verdict), .undo(2), .undo(5), .undo(3),
      ])
    #expect(try ann.log().map(\.author) == ["Ann", "Ben", "Ben", "Ben", "Cleo", "Ben", "Ben"])
    #expect(try ann.log()[4].time == "2026-11-24T12:01:00Z")
    #expect(
      try ann.validEntries().map(\.content) == [.label(label("EX")), .label(label("HE")), .verdict(verdict)])
    #expect(try ann.merge(ben) == LabelMerge(addedCount: 0, knownCount: 6))
    #expect(try ben.merge(ann) == LabelMerge(addedCount: 1, knownCount: 6))
    #expect(try ann.merge(ben) == LabelMerge(addedCount: 0, knownCount: 7))
    #expect(bytes != (try Data(contentsOf: ben.url)), "the merge into this store wrote it")
  }

  @Test func `the other store is only read, also one of the first layout in a file that may not be written`()
    throws
  {
    let folder = try TemporaryFolder()
    let (ann, ben) = (try store(folder, "ann"), try store(folder, "ben"))
    try ben.append([.label(label())], author: "Ben", time: noon)
    for statement in [
      "DROP INDEX entry_by_undone", "ALTER TABLE verdict DROP COLUMN member", "PRAGMA user_version = 1",
    ] {
      #expect(try ben.attempt(statement) == nil)
    }
    let bytes = try Data(contentsOf: ben.url)
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: ben.url.path)
    #expect(try ann.merge(LabelStore(reading: ben.url)).addedCount == 1)
    #expect(try Data(contentsOf: ben.url) == bytes)
    let error = try LabelStore(reading: ben.url).attempt("DELETE FROM label")
    #expect(error?.contains("readonly") == true)
  }

  @Test func `equal entries are told apart by their order`() throws {
    let folder = try TemporaryFolder()
    let (ann, ben) = (try store(folder, "ann"), try store(folder, "ben"))
    let twice = [LogEntry.Content.label(label()), .label(label())]
    try ben.append(twice, author: "Ann", time: noon)
    try ben.undo(2, author: "Ann", time: noon)
    try ann.append([twice[0]], author: "Ann", time: noon)
    #expect(try ann.merge(ben) == LabelMerge(addedCount: 2, knownCount: 1))
    #expect(try ann.log().map(\.content) == twice + [.undo(2)])
    #expect(try ben.merge(ann) == LabelMerge(addedCount: 0, knownCount: 3))
  }

  @Test func `what two readers undid apart counts again only when both undos are undone`() throws {
    let folder = try TemporaryFolder()
    let ann = try store(folder, "ann")
    try ann.append([.label(label())], author: "Ann", time: noon)
    let ben = try copy(ann, folder, "ben")
    try ann.undo(1, author: "Ann", time: noon + 60)
    try ben.undo(1, author: "Ben", time: noon + 60)
    #expect(try ann.merge(ben) == LabelMerge(addedCount: 1, knownCount: 1))
    #expect(try ann.log().map(\.content) == [.label(label()), .undo(1), .undo(1)])
    try ann.undo(2, author: "Ann", time: noon + 120)
    #expect(try ann.validEntries().isEmpty && ann.labels(on: [picture]).isEmpty)
    try ann.undo(3, author: "Ann", time: noon + 120)
    #expect(try ann.validEntries().count == 1 && ann.labels(on: [picture]).count == 1)
    #expect(try ben.merge(ann) == LabelMerge(addedCount: 3, knownCount: 2))
    #expect(try told(ann.log()) == told(ben.log()))
  }

  @Test func `the last verdict of a person is the latest, in whatever order stores were merged`() throws {
    let folder = try TemporaryFolder()
    let (old, new) = (try store(folder, "old"), try store(folder, "new"))
    func verdict(_ decision: ClusterVerdict.Decision) -> LogEntry.Content {
      .verdict(ClusterVerdict(clustering: "abc", exemplar: 3, decision: decision))
    }
    try old.append([verdict(.rejected)], author: "Ann", time: noon)
    try new.append([verdict(.accepted)], author: "Ann", time: noon + 60)
    _ = try new.merge(old)
    _ = try old.merge(new)
    #expect(try new.verdicts(of: "abc").map(\.content) == [verdict(.rejected), verdict(.accepted)])
    #expect(
      try old.verdicts(of: "abc", exemplar: 3).map(\.content) == [verdict(.rejected), verdict(.accepted)])
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `stores that grew apart are the same after merges in both directions`(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let ann = try store(folder, "ann")
    var random = RandomStream(seed: seed, purpose: "merge")
    // Few terms and times, so that equal entries are frequent.
    func grow(_ store: LabelStore) throws {
      for _ in 0..<60 {
        let count = Int(try store.newestID())
        let draw = random.integer(below: 10)
        let content: LogEntry.Content =
          if draw < 4, count > 0 {
            .undo(Int64(1 + random.integer(below: count)))
          } else if draw < 7 {
            .label(label("\(random.integer(below: 3))"))
          } else {
            .verdict(
              ClusterVerdict(clustering: "abc", exemplar: random.integer(below: 2), decision: .accepted))
          }
        // An undo of an entry that is undone already is refused, which the log does not show.
        _ = try? store.append(
          [content], author: ["Ann", "Ben"][random.integer(below: 2)],
          time: noon + Double(random.integer(below: 3)))
      }
    }
    try grow(ann)
    let ben = try copy(ann, folder, "ben")
    try grow(ann)
    try grow(ben)
    let counts = (try ann.log().count, try ben.log().count)
    let first = try ann.merge(ben)
    #expect(first.addedCount + first.knownCount == counts.1 && first.addedCount > 0 && first.knownCount > 0)
    let second = try ben.merge(ann)
    #expect(second.addedCount == counts.0 + first.addedCount - counts.1)
    #expect(try told(ann.log()) == told(ben.log()))
    let valid = (Set(try ann.validEntries().map(\.id)), Set(try ben.validEntries().map(\.id)))
    #expect(
      try told(ann.log()) { valid.0.contains($0.id) } == told(ben.log()) { valid.1.contains($0.id) })
    #expect(try ann.merge(ben).addedCount == 0 && ben.merge(ann).addedCount == 0)
  }

  @Test func `a store with an invalid entry is refused, and nothing of it is kept`() throws {
    let folder = try TemporaryFolder()
    let (ann, ben) = (try store(folder, "ann"), try store(folder, "ben"))
    try ben.append([.label(label())], author: "Ben", time: noon)
    #expect(try ben.attempt("INSERT INTO entry (author, time) VALUES ('Ben', 'yesterday')") == nil)
    #expect(
      try ben.attempt("INSERT INTO verdict (entry, clustering, exemplar, note) VALUES (2, 'abc', 1, 'no')")
        == nil)
    let error = #expect(throws: LabelsError.self) { try ann.merge(ben) }
    #expect(
      error?.message
        == "\(ben.url.path): its entry 2 is not valid: yesterday is not a time such as 2026-11-23T15:49:00Z. "
        + "Merge an undamaged copy of the store.")
    #expect(error?.exitCode == .badData)
    #expect(try ann.log().isEmpty)
    let cleo = try store(folder, "cleo")
    #expect(
      try cleo.attempt("INSERT INTO entry (author, time, undoes) VALUES ('C', '2026-11-24T12:00:00Z', 1)")
        == nil)
    let circle = #expect(throws: LabelsError.self) { try ann.merge(cleo) }
    #expect(circle?.reason == "its entry 1 undoes entry 1, which does not come before it")
  }

  @Test func `a file that is no store, or the store itself, is told`() throws {
    let folder = try TemporaryFolder()
    let ann = try store(folder, "ann")
    try folder.write("no database, only a sentence that is long enough to be a header", "text")
    try folder.touch("empty")
    for (name, code) in [("none", LabelsFailure.missing), ("text", .malformed), ("empty", .malformed)] {
      let error = #expect(throws: LabelsError.self) { try LabelStore(reading: folder[name]) }
      #expect(error?.code == code, "\(name)")
    }
    try FileManager.default.createSymbolicLink(at: folder["link"], withDestinationURL: ann.url)
    let error = #expect(throws: LabelsError.self) { try ann.merge(LabelStore(reading: folder["link"])) }
    #expect(error?.reason == "cannot be merged into itself" && error?.place == ann.url.path)
  }
}
