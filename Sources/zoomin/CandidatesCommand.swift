import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct CandidatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "candidates", abstract: "List the clusters that may show lesions without a name.",
    discussion: """
      A candidate is a cluster that is associated with disease, by a permutation test of grades over patients, and that known \
      lesions do not explain. The list is written into the clustering's folder as candidates.csv and candidates.txt.

      EXAMPLES:
        zoomin candidates outputs/quickstart/3f9a4b5c6d7e/clusters/0c1d
        zoomin candidates clusters judge.false_discovery_rate=0.1
        zoomin candidates clusters --truth eyes/truth --json
      """)

  @Argument(help: "The folder of a clustering.")
  var clustering: String

  @Argument(help: "Overrides such as judge.false_discovery_rate=0.1.")
  var overrides: [String] = []

  @Option(
    help: "The folder truth/ of a drawn data set, to report how well the list finds the unlisted lesion.")
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
