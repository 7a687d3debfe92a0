import ArgumentParser
import Foundation
import Pipeline
import Settings
import Workbench

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run an experiment, or continue where it stopped.",
    discussion: """
      Prepares the photographs, trains the three phases, mines features, evaluates, clusters the features, judges the \
      clusters and makes mosaics. Stages that are done already with the same settings and inputs are not repeated. \
      The last line of standard output is the run directory.

      --dry-run prints which settings differ from the defaults and which stages would run, and why.

      EXAMPLES:
        zoomin run experiments/quickstart.yaml
        zoomin run experiments/quickstart.yaml cluster.damping=0.8
        zoomin run experiments/quickstart.yaml --dry-run
        zoomin run experiments/real-pairs.yaml data.root=eyes --json

      EXIT CODES:
        1    with --strict, a clustering did not converge
        75   another process writes the run
        78   a key is wrong
        130  interrupted; the same command resumes
      """)

  @Argument(help: "The experiment, a YAML file.")
  var experiment: String

  @Argument(
    help:
      "Overrides such as cluster.damping=0.8, or ~cluster.damping for the default; `zoomin schema` lists every key."
  )
  var overrides: [String] = []

  @Flag(help: "Say what would be done and why, and do nothing.")
  var dryRun = false

  @Option(
    help: "Run this stage and later ones even if they are finished: a stage after training.")
  var from: StageName?

  @Option(help: "End after this stage.")
  var to: StageName?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  @Flag(help: "End with exit code 1 if the clustering did not converge.")
  var strict = false

  func run() throws {
    let experiment = try ExperimentReader.read(URL(fileURLWithPath: experiment), overrides: overrides)
    let console = Console()
    let run = ExperimentRun(experiment, console: console)
    if dryRun { return try console.say(try run.plan(through: to, again: from), asJSON: json) }
    let isConverged: Bool
    if let to {
      let result = try run.perform(through: to, again: from)
      try console.say(result, asJSON: json)
      isConverged = result.converged ?? true
    } else {
      let result = try run.perform(again: from)
      try console.say(result, asJSON: json)
      isConverged = result.converged
    }
    if strict, !isConverged { throw ExitCodeRequest(code: .negative) }
  }
}

/// An unknown stage is answered with the list of all.
extension StageName: ExpressibleByArgument {}
