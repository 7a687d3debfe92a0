import ArgumentParser
import Commands
import Foundation
import Pipeline

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List, show, compare and remove runs.",
    discussion: """
      A RUN is the folder of a run, a folder with one run in it, the id of a run, or the beginning of an id that only \
      one run has; EXPERIMENT/ID looks among the runs of one experiment. Ids are looked up in outputs/, or in the folder \
      of --outputs.

      EXAMPLES:
        zoomin runs list --state failed
        zoomin runs show 3f9a
        zoomin runs diff quickstart/3f9a quickstart/71c0
        zoomin runs compare 3f9a 71c0 b224 --csv runs.csv
        zoomin runs rm 71c0
      """,
    subcommands: [
      List.self, Show.self, Diff.self, Compare.self, Remove.self, Restore.self, EmptyTrash.self,
    ])

  /// Where ids are looked up, and how the result is printed.
  struct Options: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of outputs in which ids are looked up.", valueName: "folder"))
    var outputs = NamedRun.outputs

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List runs with their states and key figures.",
      discussion: """
        Figures are those of the test split, else of the validation split: kappa, the AUC of referable pictures, kappa \
        minus that of nuisance measurements alone (margin), and the recall of lesions. Clusters and candidates are those \
        of the last clustering. A run is done when it has its mosaics, and partial when only what was asked for is done. \
        One whose process was killed is interrupted; one on another machine has the state that its process wrote last.

        EXAMPLES:
          zoomin runs list
          zoomin runs list --state running --state queued
          zoomin runs list --experiment quickstart --sort kappa
          zoomin runs list --where model.preset=small --where cluster.damping=0.8 --json
          zoomin runs list --trash
        """)

    @Argument(help: "The folder of outputs.")
    var outputs = NamedRun.outputs

    @Option(help: ArgumentHelp("Only runs in this state; may be given several times.", valueName: "state"))
    var state: [RunsListJob.State] = []

    @Option(
      help: ArgumentHelp("Only runs of this experiment; may be given several times.", valueName: "name"))
    var experiment: [String] = []

    @Option(
      name: .customLong("where"),
      help: ArgumentHelp(
        "Only runs with this value of a key, such as cluster.damping=0.8, or whose settings cannot be read; may be given several times.",
        valueName: "key=value"))
    var conditions: [String] = []

    @Option(help: ArgumentHelp("The order: the newest and the best first.", valueName: "column"))
    var sort = RunOrder.started

    @Flag(help: "Turn the order round.")
    var reverse = false

    @Flag(help: "List the runs that were removed instead.")
    var trash = false

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func validate() throws {
      guard !trash || (state.isEmpty && experiment.isEmpty && conditions.isEmpty && !reverse) else {
        throw ValidationError("--trash lists all runs that were removed: leave out the other options.")
      }
    }

    func run() throws {
      let console = Console()
      if trash {
        return try console.say(RunsTrashJob(outputs: outputs, console: console).content(), asJSON: json)
      }
      var selection = RunsListJob.Selection()
      selection.states = state
      selection.experiments = experiment
      selection.conditions = conditions
      selection.order = sort
      selection.isReversed = reverse
      let job = RunsListJob(URL(fileURLWithPath: outputs, isDirectory: true), selection, console: console)
      try console.say(job.perform(), asJSON: json)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show one run on one screen.",
      discussion: """
        Its state and stages with their times, the settings that are not the default, its pictures, program and \
        machine, figures with 95 % intervals, clusterings, and the files to open.

        EXAMPLES:
          zoomin runs show 3f9a
          zoomin runs show outputs/quickstart --json
        """)

    @Argument(
      help: ArgumentHelp("The run: its folder, its id or the beginning of its id.", valueName: "run"))
    var name: String

    @OptionGroup var options: Options

    func run() throws {
      try Console().say(RunsShowJob(name, outputs: options.outputs).perform(), asJSON: options.json)
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Show what differs between two runs.",
      discussion: """
        Only what differs is shown: settings; pictures that were added, removed, regraded or moved to another split; \
        program, machine and libraries; results, with the second minus the first.

        EXAMPLES:
          zoomin runs diff 3f9a 71c0
          zoomin runs diff quickstart/3f9a /backup/quickstart/3f9a4b5c6d7e --json
        """)

    @Argument(help: "A run: its folder, its id or the beginning of its id.")
    var first: String

    @Argument(help: "Another run.")
    var second: String

    @OptionGroup var options: Options

    func run() throws {
      try Console().say(
        RunsDiffJob(first, second, outputs: options.outputs).perform(), asJSON: options.json)
    }
  }

  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare", abstract: "Compare several runs in one table.",
      discussion: """
        Each run is a row. The keys in which the runs differ are columns, then the figures with 95 % intervals. In the \
        CSV file each figure has three columns, such as kappa, kappa_low and kappa_high.

        EXAMPLES:
          zoomin runs compare 3f9a 71c0 b224
          zoomin runs compare 3f9a 71c0 --csv runs.csv
        """)

    @Argument(help: "The runs, two or more: folders, ids or beginnings of ids.")
    var runs: [String]

    @Option(help: ArgumentHelp("A file for the table.", valueName: "file"))
    var csv: String?

    @OptionGroup var options: Options

    func validate() throws {
      guard runs.count > 1 else { throw ValidationError("Name two runs or more.") }
    }

    func run() throws {
      let job = RunsCompareJob(
        runs, outputs: options.outputs, csv: csv.map { URL(fileURLWithPath: $0) })
      try Console().say(job.perform(), asJSON: options.json)
    }
  }
}

extension RunsListJob.State: ExpressibleByArgument {}
extension RunOrder: ExpressibleByArgument {}
