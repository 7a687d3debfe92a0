import Testing
import Workbench

@Suite struct TextTableTests {
  @Test
  func `columns are as wide as their widest text, numbers end together, and empty columns are left out`() {
    var table = TextTable([("name", .left), ("nothing", .left), ("count", .right), ("", .left)])
    table.append(["a", "", "7", "remark"])
    table.append(["longer", "", "1,234", ""])
    #expect(table.text == "name    count\na           7  remark\nlonger  1,234")
  }

  @Test func `texts of files cannot redraw the terminal`() {
    var table = TextTable([("name", .left)])
    table.append(["\u{1b}[2K"])
    #expect(table.lines[1] == "\\u{1b}[2K")
  }

  @Test func `a table without rows has its titles`() {
    #expect(TextTable([("a", .left), ("b", .right)]).lines == ["a  b"])
  }
}
