import Foundation
import Testing
import TestSupport
import Workbench

@testable import Notebooks

@Suite("Pages of notebooks")
struct NotebookPagesTests {
  private static let text = """
    # Look & see

    ```sh
    first
    ```

    Between.

    ```python needs=h5py
    second
    ```
    """

  private func notebook() throws -> Notebook { try Notebook(Self.text, place: "notes/look.md") }

  private func outcomes(_ notebook: Notebook, output: String) -> [BlockOutcome] {
    [
      BlockOutcome(block: notebook.blocks[0], ending: .done, output: output, seconds: 0.25),
      BlockOutcome(block: notebook.blocks[1], ending: .skipped(missing: ["h5py"])),
    ]
  }

  @Test("outputs follow their blocks, and facts end the page")
  func markdown() throws {
    let notebook = try notebook()
    let text = NotebookText(
      notebook: notebook, outcomes: outcomes(notebook, output: "a\n```\nb\n"), facts: ["zoomin 1"])
    #expect(
      text.markdown == """
        # Look & see

        ```sh
        first
        ```

        ````text
        a
        ```
        b
        ````

        *Done in 0.2 s.*

        Between.

        ```python needs=h5py
        second
        ```

        **Skipped: this machine lacks h5py.**

        ---

        - zoomin 1

        """)
  }

  @Test("pictures are copied beside the Markdown and are part of the page, which fetches nothing")
  func pictures() throws {
    let folder = try TemporaryFolder().url
    let picture = folder.appendingPathComponent("atlas.png")
    try Data([1, 2, 3]).write(to: picture)
    let notebook = try notebook()
    let output = "text\n![all (of them)](\(picture.path))\n![gone](\(folder.path)/gone.png)\n"
    let pages = try NotebookPages(notebook, outcomes(notebook, output: output), facts: ["f"])
      .write(to: folder.appendingPathComponent("out"))
    #expect(pages.markdown.lastPathComponent == "look.md" && pages.html.lastPathComponent == "look.html")
    let markdown = try String(contentsOf: pages.markdown, encoding: .utf8)
    #expect(markdown.contains("![all (of them)](<pictures/1-atlas.png>)"))
    #expect(markdown.contains("![gone](<\(folder.path)/gone.png>)"))
    #expect(
      try Data(contentsOf: folder.appendingPathComponent("out/pictures/1-atlas.png")) == Data([1, 2, 3]))
    let html = try String(contentsOf: pages.html, encoding: .utf8)
    #expect(html.contains("<title>Look &amp; see</title>"))
    #expect(html.contains("src=\"data:image/png;base64,AQID\""))
    #expect(html.contains("default-src 'none'") && !html.contains("http://") && !html.contains("https://"))
  }

  @Test("what a block printed is text, whatever it looks like")
  func escaped() throws {
    let folder = try TemporaryFolder().url
    let notebook = try notebook()
    let pages = try NotebookPages(notebook, outcomes(notebook, output: "<script>1</script>"), facts: [])
      .write(to: folder)
    #expect(try String(contentsOf: pages.html, encoding: .utf8).contains("&lt;script&gt;1"))
  }

  @Test(
    "terminal codes go, and of a line that is written over again its last state stays",
    arguments: [
      ("\u{1B}[31mred\u{1B}[0m\u{07}", ["red"]), ("1 %\r50 %\r100 %\nend\r\n", ["100 %", "end"]),
      ("\n\n", []),
      ("a\n\nb\n\n", ["a", "", "b"]),
    ])
  func plain(output: String, lines: [String]) {
    #expect(BlockText(output).lines == lines)
  }

  @Test("a long output loses its middle, and a long line its end")
  func shortened() {
    let lines = BlockText((1...1_000).map { "line \($0)\n" }.joined()).lines
    #expect(lines.count == 121 && lines[0] == "line 1" && lines[120] == "line 1000")
    #expect(lines[60] == "... 880 lines are left out ...")
    #expect(BlockText(String(repeating: "x", count: 5_000)).lines[0].count == 404)
  }

  @Test(
    "times have a unit that fits", arguments: [(0.04, "0.0 s"), (12.34, "12.3 s"), (600, "10.0 minutes")])
  func times(seconds: Double, text: String) {
    #expect(NotebookText.time(seconds) == text)
  }
}
