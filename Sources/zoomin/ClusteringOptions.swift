import ArgumentParser
import Foundation
import Pipeline
import Settings
import Workbench

/// The options of verbs that work on a clustering in a folder, or on the last one of a run.
struct ClusteringOptions: ParsableArguments {
  @Argument(
    help:
      "The folder of a clustering, unless --run is given; then overrides. `zoomin schema` lists every key.")
  var words: [String] = []

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Take the last clustering of this run. \(StageOptions.runHelp)", valueName: "run"))
  var folder: String?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func validate() throws {
    guard folder != nil || !words.isEmpty else {
      throw ValidationError("Give the folder of a clustering, or --run.")
    }
  }

  /// Runs the stages of the run that was named, or the job on the clustering, and prints the result.
  func perform<Result: CommandResult>(
    _ stages: [StageName], or job: (URL, Experiment, Console) throws -> Result
  ) throws {
    if let folder {
      try StageOptions.perform(stages, in: folder, overrides: words, json: json)
      return
    }
    let experiment = try ExperimentReader.read(overrides: Array(words.dropFirst()))
    let console = Console()
    // validate() made sure that there is a first word.
    try console.say(try job(URL(fileURLWithPath: words[0]), experiment, console), asJSON: json)
  }
}
