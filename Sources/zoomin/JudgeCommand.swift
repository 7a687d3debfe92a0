import ArgumentParser
import Experiments
import Foundation

struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Judge a clustering: how far it can be trusted, what its clusters go with.",
    discussion: """
      Writes judgement.json, candidates.csv and candidates.txt into the clustering's folder and adds columns to its \
      clusters.csv. What is expensive is asked for: judge.stability=always clusters again without some of the patients.
      """)

  @Argument(help: "The folder of a clustering.")
  var clustering: String

  @Argument(help: "Overrides such as judge.stability=always.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let experiment = try ExperimentReader.read(overrides: overrides)
    let console = Console()
    let result = try JudgeJob(
      clustering: URL(fileURLWithPath: clustering), experiment: experiment, console: console
    ).perform()
    try console.say(result, asJSON: json)
  }
}
