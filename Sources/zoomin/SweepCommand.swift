import ArgumentParser
import Foundation
import Pipeline

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Make many clusterings or many runs, and compare them.",
    discussion: """
      A sweep of clusterings names features: or run: and lists values for keys of cluster. Every combination becomes a \
      clustering (a member) with its judgement. Prints a table with a recommended member and writes it as sweep.csv; \
      sweep.png shows cluster counts and stability against the preference.

      A sweep of whole runs names experiment: and lists values for any keys. Each member is written down as an \
      experiment of its own when it is added; later edits do not change it. Members run as processes of this machine or \
      as a job array of Slurm, and lie where every run lies. Prints a table of their states and measures.

      The same command continues a sweep: members that are done are not repeated, members that failed are tried again, \
      and new combinations become new members. Ends with 1 if a member failed.

      EXAMPLES:
        zoomin sweep experiments/cluster-sweep.yaml --run outputs/quickstart
        zoomin sweep experiments/seed-sweep.yaml --jobs 2
        zoomin sweep experiments/seed-sweep.yaml --launcher slurm
        zoomin sweep experiments/seed-sweep.yaml --status

      EXIT CODES:
        1   a member failed
      """)

  @Argument(help: "The sweep, a YAML file.")
  var sweep: String

  @Argument(help: "Overrides of what all members share, such as cluster.damping=0.8.")
  var overrides: [String] = []

  @Option(help: "Clusterings: the feature file, instead of the source in the sweep.")
  var features: String?

  @Option(help: "Clusterings: the data set that holds the features, where it is not /features.")
  var dataset: String?

  @Option(
    name: .customLong("run"),
    help: "Clusterings: the run whose features are clustered, instead of the source in the sweep.")
  var runFolder: String?

  @Option(help: "Clusterings: the folder of the results; by default sweeps/NAME under runtime.outputs.")
  var out: String?

  @Option(help: "Runs: where members run, local or slurm; by default as the sweep says, else local.")
  var launcher: LaunchSettings.Place?

  @Option(
    help: "Runs: how many members run at the same time; by default as the sweep says, else 1 on this machine."
  )
  var jobs: Int?

  @Flag(
    help: "Runs: let the others run on when a member fails (the default), or stop them; they save their work."
  )
  var onFailure = OnFailure.keepGoing

  @Flag(help: "Runs in Slurm: wait until every job has ended.")
  var wait = false

  @Flag(help: "Runs: only show what the members are doing.")
  var status = false

  @Flag(
    help:
      "Runs: where the experiment has changed since members were added, add members with its new settings.")
  var addChanged = false

  @Flag(help: "Runs: start only members that the file still asks for.")
  var listed = false

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  enum OnFailure: EnumerableFlag {
    case keepGoing
    case failFast
  }

  func validate() throws {
    if features != nil, runFolder != nil { throw ValidationError("Give --features or --run, not both.") }
    if dataset != nil, runFolder != nil {
      throw ValidationError("--dataset names a data set of a feature file, not of --run.")
    }
    if let jobs, !(1...LaunchSettings.maximumJobCount).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to \(LaunchSettings.maximumJobCount).")
    }
  }

  func run() throws {
    let console = Console()
    let result = try SweepJob(sweep, overrides: overrides, options: options, console: console).perform()
    try console.say(result, asJSON: json)
    if result.isNegative { throw ExitCodeRequest(code: .negative) }
  }

  private var options: SweepJob.Options {
    var options = SweepJob.Options()
    (options.features, options.dataset, options.run, options.out) = (features, dataset, runFolder, out)
    (options.place, options.jobCount, options.waits) = (launcher, jobs, wait)
    (options.failsFast, options.showsState) = (onFailure == .failFast, status)
    options.choices.addsChanged = addChanged
    options.choices.startsListedOnly = listed
    return options
  }
}

extension LaunchSettings.Place: ExpressibleByArgument {}
