import Foundation
import Testing
import TestSupport
import Workbench

@testable import Labels

@Suite struct LabelTableTests {
  private func lines(_ text: String) throws -> [ForeignLabel] {
    try LabelTable.lines(of: try CSVTable(Data(text.utf8), place: "t.csv"))
  }

  @Test func `a table that left the store comes back as the same labels`() throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    try store.append(
      [.label(label("drusen, soft")), .label(label("EX", .lesion))], author: "Ann, \"A\"", time: noon)
    let text = LabelTable.csv(try store.validEntries())
    #expect(text.hasPrefix("entry,kind,sha256,x0,y0,x1,y1,term,author,time\n1,patch,0a0a"))
    let read = try lines(text)
    #expect(read.map(\.term) == ["drusen, soft", "EX"])
    #expect(read.map(\.kind) == [.patch, .lesion])
    #expect(read.allSatisfy { $0.place == .picture(sha256: picture, box) })
    #expect(read.allSatisfy { $0.author == "Ann, \"A\"" && $0.time == LabelStore.text(of: noon) })
  }

  @Test func `places are told by hash, by name or by row`() throws {
    #expect(
      try lines("row,term\n3,HE\n")
        == [
          ForeignLabel(
            origin: .line(2), kind: .patch, place: .region(row: 3), term: "HE", author: nil, time: nil)
        ])
    let named = try lines("image,x0,y0,x1,y1,term,kind\na,0,0,2,2,EX,lesion\n")
    #expect(named[0].place == .image(id: "a", Box(minX: 0, minY: 0, maxX: 2, maxY: 2)))
    #expect(named[0].kind == .lesion)
  }

  @Test(arguments: [
    ("row,term\n-1,HE\n", "t.csv, line 2: -1 is not a row of features."),
    ("row,term\n1,\n", "t.csv, line 2: has no term."),
    ("row,kind,term\n1,lesion,HE\n", "t.csv, line 2: a region is a patch, never a lesion."),
    (
      "sha256,kind,x0,y0,x1,y1,term\nff,box,0,0,1,1,HE\n",
      "t.csv, line 2: the kind is box, not patch or lesion."
    ),
    (
      "sha256,x0,y0,x1,y1,term\nff,4,0,1,1,HE\n",
      "t.csv, line 2: 4, 0, 1, 1 is not a box: four numbers with x0 < x1 and y0 < y1 are expected."
    ),
    ("sha256,x0,y0,x1,y1,term\n,0,0,1,1,HE\n", "t.csv, line 2: has no picture."),
    ("image,term\na,HE\n", "t.csv: has no column named x0; it has image, term."),
    ("row\n1\n", "t.csv: has no column named term; it has row."),
  ])
  func `a wrong line is answered with its number`(_ text: String, _ message: String) {
    let error = #expect(throws: WorkbenchError.self) { try lines(text) }
    #expect(error?.description == message)
  }

  @Test func `the log says what counts, and is no table to import`() throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    try store.append([.label(label())], author: "Ann", time: noon)
    try store.append(
      [.verdict(ClusterVerdict(clustering: "abc", exemplar: 4, decision: .accepted, name: "blots"))],
      author: "Ann", time: noon)
    try store.undo(1, author: "Ben", time: noon)
    let text = LabelTable.csv(log: try store.log())
    let table = try CSVTable(Data(text.utf8), place: "log.csv")
    #expect(table.rows.map { $0.cells[1] } == ["false", "true", "true"])
    #expect(table.rows.map { $0.cells[2] } == ["patch", "verdict", "undo"])
    #expect(table.rows[1].cells[9...13] == ["abc", "4", "", "accepted", "blots"])
    let error = #expect(throws: WorkbenchError.self) { try LabelTable.lines(of: table) }
    #expect(error?.reason == "is a log, which also contains undone entries")
  }

  @Test func `a patch applies where the region's centre lies inside and half of the union is shared`() {
    let matching = LabelMatching()
    let patch = Label(
      kind: .patch, picture: picture, box: Box(minX: 0, minY: 0, maxX: 90, maxY: 90), term: "HE")
    func region(_ x: Float, side: Float = 90) -> Box { Box(centreX: 45 + x, centreY: 45, side: side) }
    #expect(matching.applies(patch, to: region(0)))
    // Moved by a third of its side a square shares (2/3) / (4/3) = 1/2 of the union.
    #expect(matching.applies(patch, to: region(29)))
    #expect(!matching.applies(patch, to: region(31)))
    #expect(!matching.applies(patch, to: region(0, side: 30)))
    #expect(LabelMatching(minimumOverlap: 0.1).applies(patch, to: region(0, side: 30)))
    #expect(!LabelMatching(minimumOverlap: 0.1).applies(patch, to: region(50)))
    var drawn = patch
    drawn.kind = .lesion
    #expect(!matching.applies(drawn, to: region(0)))
  }
}
