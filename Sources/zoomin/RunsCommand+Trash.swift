import ArgumentParser
import Commands
import Foundation
import Pipeline

extension RunsCommand {
  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rm", abstract: "Move runs to the trash, from which they can be restored.",
      discussion: """
        The folder of a run moves to .trash in the folder of outputs. A run that is at work is refused; one that another \
        machine works on by its status, or that waits for a launcher, only with --force. Cohorts, sweeps and runs that \
        refer to a removed run are named in warnings.

        EXAMPLES:
          zoomin runs rm 71c0
          zoomin runs rm quickstart/71c0 quickstart/b224
          zoomin runs rm --force 71c0
        """)

    @Argument(help: "The runs: folders, ids or beginnings of ids.")
    var runs: [String]

    @Flag(help: "Also remove a run whose status says that another machine or a launcher has it.")
    var force = false

    @OptionGroup var options: Options

    func run() throws {
      let console = Console()
      let job = RunsTrashJob(outputs: options.outputs, console: console)
      try console.say(job.remove(runs, isForced: force), asJSON: options.json)
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore", abstract: "Move removed runs back to where they were.",
      discussion: """
        `zoomin runs list --trash` shows what can be restored. Of a run that was removed several times the last one \
        comes back, unless TIME/EXPERIMENT/ID names another one.

        EXAMPLES:
          zoomin runs restore 71c0
          zoomin runs restore 2026-11-28T165048Z/quickstart/71c0a1b2c3d4
        """)

    @Argument(help: "The removed runs: ids or beginnings of ids.")
    var runs: [String]

    @OptionGroup var options: Options

    func run() throws {
      let console = Console()
      try console.say(
        RunsTrashJob(outputs: options.outputs, console: console).restore(runs), asJSON: options.json)
    }
  }

  struct EmptyTrash: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "empty-trash", abstract: "Delete removed runs for ever.",
      discussion: """
        Without --yes nothing is deleted: the runs in the trash are listed, and the exit code is 1.

        EXAMPLES:
          zoomin runs empty-trash
          zoomin runs empty-trash --yes
        """)

    @Flag(help: "Delete without asking.")
    var yes = false

    @OptionGroup var options: Options

    func run() throws {
      let console = Console()
      let content = try RunsTrashJob(outputs: options.outputs, console: console).empty(isAgreed: yes)
      try console.say(content, asJSON: options.json)
      if content.isPending { throw ExitCodeRequest(code: .negative) }
    }
  }
}
