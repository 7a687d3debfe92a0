import Testing
import Workbench

@testable import Notebooks

@Suite("Reading notebooks")
struct NotebookTests {
  private static let text = """
    # A *first* look

    Prose with `sh` in it.

    ```sh
    echo one
    ```

    ```yaml
    not: run
    ```

    ```python needs=h5py,pandas
    1 + 1
    ```
    """

  @Test("blocks of sh and python are run, with the lines of their fences; others are not")
  func blocks() throws {
    let notebook = try Notebook(Self.text, place: "first.md")
    #expect(notebook.title == "A first look")
    #expect(
      notebook.blocks == [
        NotebookBlock(number: 1, language: .sh, needs: [], code: "echo one\n", firstLine: 5, lastLine: 7),
        NotebookBlock(
          number: 2, language: .python, needs: ["h5py", "pandas"], code: "1 + 1\n", firstLine: 13,
          lastLine: 15),
      ])
  }

  @Test(
    "what cannot be run is an error with its line",
    arguments: [
      ("nothing", "n.md: has no block to run. Put commands between"),
      (
        "- a list\n\n  ```sh\n  ls\n  ```\n", "n.md:3: has a block to run inside a list or a quotation. Begin"
      ),
      ("```sh later\nls\n```\n", "n.md:1: has later after the language of its block. Write only needs="),
      ("\n```sh needs=\nls\n```\n", "n.md:2: has needs= after the language of its block."),
      ("```sh needs=$(rm)\nls\n```\n", "n.md:1: has needs=$(rm) after the language of its block."),
    ])
  func faults(text: String, message: String) {
    let error = #expect(throws: NotebookError.self) { try Notebook(text, place: "n.md") }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    #expect(error?.exitCode == .badData)
  }

  @Test("a file that is not there is an error")
  func missing() {
    let error = #expect(throws: NotebookError.self) {
      try Notebook(contentsOf: .init(filePath: "/nowhere/n.md"))
    }
    #expect(error?.exitCode == .missingInput)
  }
}
