import ArgumentParser
import Commands
import Foundation
import Pipeline

struct NotebookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook", abstract: "Run notebooks for the command line.",
    discussion: """
      EXAMPLES:
        zoomin notebook run notebooks-cli/first-experiment.md
      """, subcommands: [Run.self])

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run",
      abstract: "Run a notebook's blocks and write it with their outputs, as Markdown and HTML.",
      discussion: """
        A notebook is Markdown. Its blocks of `sh` run one after the other in one shell, those of `python` in one \
        interpreter beside it, in the current folder, up to the first that fails. A line of output such as \
        ![title](picture.png) shows the picture. A block with `needs=`, as in ```python needs=h5py,pandas, is skipped \
        where a program or module is missing.

        The last line of standard output is the page. Exit code 1: a block failed; with --strict also: one was skipped.

        EXAMPLES:
          zoomin notebook run notebooks-cli/first-experiment.md
          zoomin notebook run my-notes.md --out outputs/my-notes --strict
        """)

    @Argument(help: "The notebook, a Markdown file.")
    var notebook: String

    @Option(help: "The folder of the results (default: outputs/notebooks).")
    var out: String?

    @Flag(help: "End with exit code 1 if a block was skipped.")
    var strict = false

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func run() throws {
      let console = Console()
      let result = try NotebookJob(
        URL(fileURLWithPath: notebook), out: out.map { URL(fileURLWithPath: $0, isDirectory: true) },
        console: console
      ).perform()
      try console.say(result, asJSON: json)
      if result.hasFailed || (strict && !result.isComplete) { throw ExitCodeRequest(code: .negative) }
    }
  }
}
