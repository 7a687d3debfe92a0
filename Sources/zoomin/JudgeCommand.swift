import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Judge a clustering: how reliable it is, and what its clusters are associated with.",
    discussion: """
      Writes judgement.json, candidates.csv and candidates.txt into the clustering's folder and adds columns to its \
      clusters.csv. Expensive measures are made only on request: judge.stability=always clusters again without some \
      of the patients.

      zoomin judge CLUSTERING_DIR [judge.stability=always ...]
      zoomin judge --run DIR [judge.stability=always ...]
      """)

  @Argument(
    help: "The folder of a clustering, unless --run is given; then overrides such as judge.stability=always.")
  var words: [String] = []

  @Option(name: .customLong("run"), help: "The directory of a run: judge its last clustering.")
  var folder: String?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func validate() throws {
    guard folder != nil || !words.isEmpty else {
      throw ValidationError("Give the folder of a clustering, or --run.")
    }
  }

  func run() throws {
    if let folder {
      return try StageOptions.perform([.judge], in: folder, overrides: words, json: json)
    }
    guard let clustering = words.first else { return }
    let experiment = try ExperimentReader.read(overrides: Array(words.dropFirst()))
    let console = Console()
    let result = try JudgeJob(
      clustering: URL(fileURLWithPath: clustering), experiment: experiment, console: console
    ).perform()
    try console.say(result, asJSON: json)
  }
}
