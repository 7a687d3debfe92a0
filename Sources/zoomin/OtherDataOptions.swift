import ArgumentParser
import Foundation
import Pipeline
import Workbench

/// The option of verbs that can also read other pictures with the network of a run.
struct OtherDataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help:
      "Another data set for the run's network: a folder, a CSV table of pictures, or an experiment in YAML.")
  var data: String?

  /// Runs stages of the run, or on the other data, and prints the folder of the results.
  func perform(_ stages: [StageName], of folder: String, overrides: [String], json: Bool) throws {
    guard let data else {
      try StageOptions.perform(stages, in: folder, overrides: overrides, json: json)
      return
    }
    let console = Console()
    let result = try CohortRun(
      of: try NamedRun.folder(folder, overrides: overrides), data: URL(fileURLWithPath: data), stages: stages,
      overrides: overrides, console: console
    ).perform()
    try console.say(result, asJSON: json)
  }
}
