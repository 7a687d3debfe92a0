import ArgumentParser
import Foundation
import Pipeline
import Settings

struct PrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare", abstract: "Prepare the photographs of an experiment, and do nothing else.",
    discussion: """
      Draws or finds the photographs, crops their black borders, shrinks them and keeps them in the cache that all \
      runs share. Pictures that cannot be used are listed in skipped.csv of the run.

      EXAMPLES:
        zoomin prepare experiments/quickstart.yaml
        zoomin prepare experiments/real-pairs.yaml data.root=eyes
      """)

  @Argument(help: "The experiment, a YAML file.")
  var experiment: String

  @Argument(help: "Overrides such as data.root=FOLDER; `zoomin schema` lists every key.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let experiment = try ExperimentReader.read(URL(fileURLWithPath: experiment), overrides: overrides)
    let console = Console()
    try console.say(try ExperimentRun(experiment, console: console).perform(through: .prepare), asJSON: json)
  }
}
