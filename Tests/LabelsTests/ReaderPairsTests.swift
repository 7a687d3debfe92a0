import Foundation
import Testing
import TestSupport
import Workbench

@testable import Labels

@Suite struct ReaderPairsTests {
  private func square(_ x: Float, side: Float = 90) -> Box { Box(centreX: 100 + x, centreY: 100, side: side) }

  private func patch(_ term: String, _ box: Box, on picture: String = picture) -> LogEntry.Content {
    .label(Label(kind: .patch, picture: picture, box: box, term: term))
  }

  private func verdict(_ exemplar: Int, _ decision: ClusterVerdict.Decision? = nil, _ name: String? = nil)
    -> LogEntry.Content
  { .verdict(ClusterVerdict(clustering: "abc", exemplar: exemplar, decision: decision, name: name)) }

  private func pairs(
    _ said: [(String, LogEntry.Content)], pictures: Set<String>? = nil, undoing: [Int64] = []
  ) throws -> ReaderPairs {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    for (author, content) in said { try store.append([content], author: author, time: noon) }
    for entry in undoing { try store.undo(entry, author: "Ann", time: noon) }
    return ReaderPairs(
      "Ann", "Ben", in: try store.validEntries(), matching: LabelMatching(), pictures: pictures,
      naming: { $0.uppercased() })
  }

  private func texts(_ things: ReaderPairs.Things) -> [String] {
    things.pairs.map { "\($0.first)/\($0.second)" }.sorted()
  }

  @Test func `places of half the union and more are the same, on one picture only`() throws {
    let other = String(repeating: "1", count: 64)
    let pairs = try pairs([
      ("Ann", patch("HE", square(0))), ("Ben", patch("he", square(29))),
      ("Ann", patch("MA", square(500))), ("Ben", patch("MA", square(531))),
      ("Ann", patch("EX", square(0), on: other)), ("Cleo", patch("EX", square(0), on: other)),
      ("Ben", .label(Label(kind: .lesion, picture: other, box: square(0), term: "EX"))),
    ])
    #expect(texts(pairs.places) == ["HE/HE"])
    #expect(pairs.places.firstCount == 3 && pairs.places.secondCount == 2)
  }

  @Test func `every place is in one pair at most, the most overlapping first`() throws {
    let pairs = try pairs([
      ("Ann", patch("A", square(0))), ("Ann", patch("B", square(20))), ("Ben", patch("C", square(12))),
      ("Ben", patch("D", square(-25))),
    ])
    // C lies nearer to B; A is left for D.
    #expect(texts(pairs.places) == ["A/D", "B/C"])
  }

  @Test func `several names of one box are one name, and undone ones do not count`() throws {
    let said = [
      ("Ann", patch("MA", square(0))), ("Ann", patch("HE", square(0))), ("Ann", patch("ma", square(0))),
      ("Ben", patch("HE", square(0))),
    ]
    #expect(texts(try pairs(said).places) == ["HE + MA/HE"])
    #expect(try pairs(said).places.firstCount == 1)
    #expect(texts(try pairs(said, undoing: [1, 3]).places) == ["HE/HE"])
  }

  @Test func `only labels on the named pictures count`() throws {
    let other = String(repeating: "1", count: 64)
    let said = [picture, other].flatMap { name in
      ["Ann", "Ben"].map { ($0, patch(name == other ? "EX" : "HE", square(0), on: name)) }
    }
    #expect(texts(try pairs(said).places) == ["EX/EX", "HE/HE"])
    #expect(texts(try pairs(said, pictures: [other]).places) == ["EX/EX"])
    #expect(try pairs(said, pictures: []).places.firstCount == 0)
  }

  @Test func `the last verdict of a reader counts, field by field`() throws {
    let pairs = try pairs([
      ("Ann", verdict(1, .rejected, "he")), ("Ann", verdict(1, .accepted)),
      ("Ben", verdict(1, .accepted, "MA")),
      ("Ann", verdict(2, .rejected)), ("Ben", verdict(2, nil, "EX")),
      ("Ann", verdict(3, .rejected, "EX")), ("Ann", verdict(3, nil, "")),
      ("Ben", verdict(3, .accepted, "EX")),
      ("Cleo", verdict(4, .accepted)), ("Ben", verdict(4, .accepted)),
    ])
    #expect(texts(pairs.decisions) == ["accepted/accepted", "rejected/accepted"])
    #expect(pairs.decisions.firstCount == 3 && pairs.decisions.secondCount == 3)
    #expect(texts(pairs.names) == ["HE/MA"])
    #expect(pairs.names.firstCount == 1 && pairs.names.secondCount == 3)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `exchanging the readers exchanges the pairs and changes nothing else`(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "pairs")
    // On a grid, so that many pairs overlap equally.
    func boxes() -> [Box] {
      Array(
        Set(
          (0..<12).map { _ in
            Box(
              centreX: Float(random.integer(below: 4) * 15), centreY: Float(random.integer(below: 4) * 15),
              side: 90)
          })
      ).sorted { $0.coordinates.lexicographicallyPrecedes($1.coordinates) }
    }
    let (first, second) = (boxes(), boxes())
    let pairs = LabelMatching().pairs(of: first, with: second)
    #expect(!pairs.isEmpty)
    #expect(Set(pairs.map(\.0)).count == pairs.count && Set(pairs.map(\.1)).count == pairs.count)
    #expect(
      LabelMatching().pairs(of: second, with: first).map { [$0.1, $0.0] } == pairs.map { [$0.0, $0.1] })
  }
}
