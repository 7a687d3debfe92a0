import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct CandidatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "candidates", abstract: "List the clusters that may be lesions without a name.",
    discussion: """
      A candidate goes with disease, by a permutation of grades over patients, and is not explained by known \
      lesions. The list lies in the clustering's folder as candidates.csv and candidates.txt.
      """)

  @Argument(help: "The folder of a clustering.")
  var clustering: String

  @Argument(help: "Overrides such as judge.false_discovery_rate=0.1.")
  var overrides: [String] = []

  @Option(
    help: "The folder truth/ of a drawn data set: also say how well the list finds the unlisted lesion.")
  var truth: String?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let experiment = try ExperimentReader.read(overrides: overrides)
    let console = Console()
    let result = try CandidatesJob(
      clustering: URL(fileURLWithPath: clustering), truth: truth.map { URL(fileURLWithPath: $0) },
      experiment: experiment, keepsJudgement: overrides.isEmpty, console: console
    ).perform()
    try console.say(result, asJSON: json)
  }
}
