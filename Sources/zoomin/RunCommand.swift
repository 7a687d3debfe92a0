import ArgumentParser
import Foundation
import Pipeline
import Settings

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run an experiment, or continue where it stopped.",
    discussion: """
      Prepares the photographs, trains the three phases, mines features, evaluates, clusters the features, judges the \
      clusters and makes mosaics. Stages that are done already with the same settings and inputs are not repeated. \
      The last line of standard output is the run directory.

      EXAMPLES:
        zoomin run experiments/quickstart.yaml
        zoomin run experiments/quickstart.yaml cluster.damping=0.8
        zoomin run experiments/real-pairs.yaml data.root=eyes --json

      EXIT CODES:
        1    with --strict, a clustering did not converge
        75   another process writes the run
        78   a key is wrong
        130  interrupted; the same command resumes
      """)

  @Argument(help: "The experiment, a YAML file.")
  var experiment: String

  @Argument(help: "Overrides such as cluster.damping=0.8; `zoomin schema` lists every key.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  @Flag(help: "End with exit code 1 if the clustering did not converge.")
  var strict = false

  func run() throws {
    let experiment = try ExperimentReader.read(URL(fileURLWithPath: experiment), overrides: overrides)
    let console = Console()
    let result = try ExperimentRun(experiment, console: console).perform()
    try console.say(result, asJSON: json)
    if strict, !result.converged { throw ExitCodeRequest(code: .negative) }
  }
}
