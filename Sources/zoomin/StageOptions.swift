import ArgumentParser
import Foundation
import Pipeline
import Workbench

/// The options of verbs that run single stages of a run.
struct StageOptions: ParsableArguments {
  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(Self.runHelp, valueName: "run"))
  var folder: String

  /// What `--run` means, in all verbs that have it.
  static let runHelp = "A run: its folder, its id or the beginning of its id; `zoomin runs list` shows them."

  @Argument(help: "Overrides of the stage's own keys, such as mine.map=sum; `zoomin schema` lists every key.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  /// Runs the stages and prints the run's folder.
  func perform(_ stages: [StageName]) throws {
    try Self.perform(stages, in: folder, overrides: overrides, json: json)
  }

  /// Runs the stages of the run that a word stands for and prints its folder.
  @discardableResult
  static func perform(
    _ stages: [StageName], in folder: String, overrides: [String], json: Bool
  ) throws -> StageRun.Result {
    let console = Console()
    let result = try StageRun(
      try NamedRun.folder(folder, overrides: overrides), stages: stages, overrides: overrides,
      console: console
    ).perform()
    try console.say(result, asJSON: json)
    return result
  }
}
