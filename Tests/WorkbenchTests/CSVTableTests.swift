import Foundation
import Testing
import Workbench

@Suite struct CSVTableTests {
  private func table(_ text: String) throws -> CSVTable {
    try CSVTable(Data(text.utf8), place: "labels.csv")
  }

  @Test(arguments: [
    "image,level\na,0\nb,2\n", "\u{feff}image,level\r\na,0\r\nb,2", "image;level\na;0\n\nb;2\n",
    "\"image\",\"level\"\n\"a\", 0\nb , \"2\"\n", "image\tlevel\na\t0\nb\t2\n",
    "image,level ,,,\na,0,,,\n,,,,\nb,2,,,\n,,,,\n", "\n;;\nimage;;level\na;;0\nb;;2\n",
    "image,level\na,0,,\nb,2,\n", "image,level,,\na,0\nb,2,\n",
  ])
  func `byte-order marks, line ends, separators, quotes and empty cells to spare make no difference`(
    text: String
  ) throws {
    let table = try table(text)
    #expect(table.columns == ["image", "level"])
    #expect(table.rows.map(\.cells) == [["a", "0"], ["b", "2"]])
  }

  @Test func `a quoted cell keeps commas, quotes and line breaks, and later rows keep their line`() throws {
    let table = try table("image,note\na,\"one, \"\"two\"\"\nthree\"\nb,\n")
    #expect(table.rows[0].cells[1] == "one, \"two\"\nthree")
    #expect(table.rows[1].line == 4)
  }

  @Test(arguments: [
    ("", "labels.csv: is empty."),
    ("image,image\n", "labels.csv, line 1: names the column image more than once."),
    ("image,level\na\n", "labels.csv, line 2: has 1 cell where the header names 2 columns."),
    ("image,level\na,\"0\n", "labels.csv, line 2: opens a quotation that never ends."),
    ("image,level,,\na\n", "labels.csv, line 2: has 1 cell where the header names 2 columns."),
    ("image\na,b\n", "labels.csv, line 2: has 2 cells where the header names 1 column."),
    ("\"\",\n", "labels.csv, line 1: names no column."),
    ("PK\u{3}\u{4}xl", "labels.csv: is a workbook (xlsx, ods) or another ZIP archive, not a table of text."),
    ("\u{feff} [1, 2]", "labels.csv: is JSON, not a table."),
    ("{\"annotations\": [], \"images\": []}", "labels.csv: is JSON of COCO, not a table."),
    ("{\n\"shapes\": [],\n\"imagePath\": \"a.jpg\"}", "labels.csv: is JSON of LabelMe, not a table."),
    ("{\"image\": \"a\"}\n{\"image\": \"b\"}\n", "labels.csv: is JSON, not a table."),
    ("<annotation></annotation>", "labels.csv: is XML or a web page, not a table."),
    ("image\n\"a\"b\n", "labels.csv, line 2: has text after a closing quotation mark."),
  ])
  func `a malformed table is answered with its place and reason`(text: String, message: String) {
    #expect {
      try table(text)
    } throws: { error in
      (error as? WorkbenchError)?.description == message && (error as? WorkbenchError)?.exitCode == .badData
    }
  }

  @Test(arguments: [
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], "is a workbook of old Excel (xls), not a table of text"),
    ([0x1F, 0x8B, 8], "is not a table, but a compressed archive"),
    (
      Array("version https://git-lfs.github.com/spec/v1\n".utf8),
      "is not a table, but a git-LFS pointer, which only says where the file is"
    ),
  ])
  func `files that are no tables are called by name`(bytes: [UInt8], reason: String) {
    let error = #expect(throws: WorkbenchError.self) { try CSVTable(Data(bytes), place: "labels.csv") }
    #expect(error?.reason == reason)
  }

  @Test func `a missing and a superfluous cell have their own remedies`() {
    let short = #expect(throws: WorkbenchError.self) { try table("image,level\na\n") }
    #expect(short?.remedy == "Add what is missing; a cell without content needs its separator too.")
    let long = #expect(throws: WorkbenchError.self) { try table("image,level\na,b,0\n") }
    #expect(long?.remedy == "Put a cell that holds the separator between quotation marks.")
  }

  @Test func `a column without a name stays if it has text`() throws {
    let table = try table(",image,,\n0,a,,x\n1,b,,\n")
    #expect(table.columns == ["", "image", ""])
    #expect(table.rows.map(\.cells) == [["0", "a", "x"], ["1", "b", ""]])
  }

  @Test(arguments: ["{a", "[]", "<a>", "a\tb"])
  func `a first cell that looks like another file is written so that it reads back`(cell: String) throws {
    var writer = CSVWriter(columns: [cell, "b"])
    writer.append(["", ""])
    writer.append([cell, "\u{1}"])
    let again = try table(writer.text)
    #expect(again.columns == [cell, "b"])
    #expect(again.rows.map(\.cells) == [["", ""], [cell, "\u{1}"]])
  }

  @Test func `a missing column is answered with those there are`() throws {
    let table = try table("image,grade\na,1\n")
    #expect {
      try table.index(of: "level")
    } throws: { error in
      (error as? WorkbenchError)?.description
        == "labels.csv: has no column named level; it has image, grade."
    }
  }

  @Test func `what the writer composes the reader reads back`() throws {
    let cells = ["plain", "with, comma", "with \"quotes\"", "two\nlines", "semi;colon"]
    var writer = CSVWriter(columns: ["a", "b", "c", "d", "e"])
    writer.append(cells)
    #expect(try table(writer.text).rows.map(\.cells) == [cells])
  }

  @Test(arguments: [
    [[""]], [[" a"], ["\tb"], ["c "], [""], ["\""]],
    [["\u{feff}"], ["\u{feff}\u{301}"], ["e\u{301}"], ["\"\u{301}"], ["a,\u{301}"], ["\r\n\u{301}"]],
    [["a;b"], ["a\rb"], ["a\r\nb"]],
  ])
  func `blanks, empty cells and line ends survive in a table of one column`(rows: [[String]]) throws {
    var writer = CSVWriter(columns: ["a;\nb"])
    for row in rows { writer.append(row) }
    let again = try table(writer.text)
    #expect(again.columns == ["a;\nb"])
    #expect(again.rows.map(\.cells) == rows)
  }

  @Test func `separators within a quoted header do not decide`() throws {
    #expect(try table("\"a,b\";c\n1;2\n").columns == ["a,b", "c"])
    #expect(try table("\"a;b\",c\n1,2\n").columns == ["a;b", "c"])
  }
}
