import Foundation
import Testing
import Workbench

@testable import Notebooks

@Suite("Running notebooks")
struct NotebookRunTests {
  private static let program = URL(filePath: "/bin/echo")

  private func outcomes(_ text: String, stopped: () -> Bool = { false }) throws -> [BlockOutcome] {
    try NotebookRun(try Notebook(text, place: "n.md"), program: Self.program).perform(isStopped: stopped)
  }

  @Test("variables, functions and the folder carry over from block to block; zoomin is the program itself")
  func oneShell() throws {
    let found = try outcomes(
      """
      ```sh
      name=exudate
      cd /
      say() { echo "$name in $PWD" >&2; }
      ```
      ```sh
      say
      echo "nothing to read: $(cat | wc -c)"
      zoomin judge
      ```
      """)
    #expect(found.map(\.ending) == [.done, .done])
    #expect(found[1].output == "exudate in /\nnothing to read: 0\njudge\n")
    #expect(found.allSatisfy { $0.seconds >= 0 })
  }

  @Test(
    "the first failure ends the run, with its line in the notebook and its exit code",
    arguments: [
      ("true\nfalse\necho never", 6, 1), ("true\n\n(exit 7)\n", 7, 7), ("false | true", 5, 1),
      ("unknown-program-of-nobody 2> /dev/null", 5, 127),
    ])
  func failure(code: String, line: Int, status: Int) throws {
    let found = try outcomes("```sh\necho before\n```\n```sh\n\(code)\n```\n```sh\necho after\n```\n")
    #expect(found[0].ending == .done)
    #expect(found[1].ending == .failed(line: line, status: status))
    #expect(found[2].ending == .notRun && found[2].output.isEmpty)
    #expect(!found[1].output.contains("never"))
  }

  @Test("a condition that is false is no failure; exit ends the run")
  func conditions() throws {
    let found = try outcomes("```sh\nif false; then :; fi\nfalse || true\n```\n```sh\nexit 3\n```\n")
    #expect(found.map(\.ending) == [.done, .failed(line: nil, status: 3)])
  }

  @Test("words of the shell that do not fit together fail in their block")
  func syntax() throws {
    let found = try outcomes("```sh\nfi\n```\n")
    #expect(
      found[0].ending == .failed(line: nil, status: 1) || found[0].ending == .failed(line: nil, status: 2))
    #expect(found[0].output.contains("syntax error"))
  }

  @Test("Python keeps its names, sees the shell's folder and exported variables, and shows its last value")
  func python() throws {
    let found = try outcomes(
      """
      ```sh
      cd /usr
      export LESION=drusen
      ```
      ```python
      import os
      count = 20
      print(os.environ["LESION"])
      count + 2
      ```
      ```sh
      export LESION=exudate
      ```
      ```python
      os.getcwd(), os.environ["LESION"], count
      ```
      """)
    #expect(found.map(\.ending) == [.done, .done, .done, .done])
    #expect(found[1].output == "drusen\n22\n")
    #expect(found[3].output == "('/usr', 'exudate', 20)\n")
  }

  @Test("Python's errors end the run with their line", arguments: [("x = 1\n1 / 0\n", 3), ("x = (\n", 2)])
  func pythonFailure(code: String, line: Int) throws {
    let found = try outcomes("```python\n\(code)```\n```sh\necho after\n```\n")
    #expect(found[0].ending == .failed(line: line, status: 1), "\(found[0].output)")
    #expect(found[0].output.contains("Error") && !found[0].output.contains("python.py"))
    #expect(found[1].ending == .notRun)
  }

  @Test("Python that ends its process fails, and does not hang")
  func pythonExit() throws {
    let found = try outcomes("```python\nimport os\nos._exit(0)\n```\n")
    #expect(found[0].ending == .failed(line: nil, status: 1))
  }

  @Test("a block without what it needs is skipped, and the next one is run")
  func needs() throws {
    let found = try outcomes(
      """
      ```sh needs=bash,program-of-nobody
      exit 1
      ```
      ```python needs=os,module_of_nobody
      1 / 0
      ```
      ```sh needs=bash
      echo here
      ```
      """)
    #expect(found[0].ending == .skipped(missing: ["program-of-nobody"]))
    #expect(found[1].ending == .skipped(missing: ["module_of_nobody"]))
    #expect(found[2].ending == .done && found[2].output == "here\n")
  }

  @Test("when the run is stopped, all that it started ends")
  func stopped() throws {
    let mark = "zoomin-notebook-test-\(UUID().uuidString)"
    let start = ContinuousClock.now
    let error = #expect(throws: WorkbenchError.self) {
      try outcomes(
        "```sh\nbash -c 'sleep 600' \(mark) &\nsleep 600\n```\n",
        stopped: { ContinuousClock.now - start > .milliseconds(500) })
    }
    #expect(error?.code == .stopped)
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
    let left = processes.filter { process in
      let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      return String(decoding: words, as: UTF8.self).contains(mark)
    }
    #expect(left.isEmpty)
  }

  @Test("what is left in the background when the blocks have ended is ended, too")
  func background() throws {
    let start = ContinuousClock.now
    #expect(try outcomes("```sh\nsleep 600 &\n```\n")[0].ending == .done)
    #expect(ContinuousClock.now - start < .seconds(60))
  }
}
