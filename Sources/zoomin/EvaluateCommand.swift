import ArgumentParser
import Foundation
import Pipeline

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Evaluate the trained network of a run on held-out pictures.",
    discussion: """
      Writes evaluation.json and predictions/ of the run. Keys of evaluate: may be changed.

      With --data the run's network evaluates another data set. The results lie in a folder of their own beside the \
      run, and every picture counts as held out; the splits that the data name are reported apart. Keys of data: \
      describe the tables.

      With --out, M-Net, M-Net with A-Net and the whole network of each run are compared with each other, and several \
      runs with their ensemble, the mean of their probabilities.

      EXAMPLES:
        zoomin evaluate --run 3f9a evaluate.bootstrap_draws=500
        zoomin evaluate --run 3f9a --data messidor
        zoomin evaluate --run 3f9a --run 71c0 --out ensemble
      """)

  @Option(
    name: .customLong("run"), parsing: .singleValue,
    help: ArgumentHelp("\(StageOptions.runHelp) May be given several times.", valueName: "run"))
  var folders: [String]

  @Option(help: "A folder for the comparison of runs and of the parts of their networks.")
  var out: String?

  @Flag(help: "The runs are the folds of a cross-validation (data.folds): their test pictures are pooled.")
  var pooled = false

  @OptionGroup var other: OtherDataOptions

  @Argument(
    help: "Overrides of the stage's own keys, such as evaluate.head=y_c; `zoomin schema` lists every key.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func validate() throws {
    if folders.count > 1, out == nil {
      throw ValidationError("Several runs are compared. Name a folder for the comparison as --out.")
    }
    if pooled, folders.count < 2 || other.data != nil {
      throw ValidationError("Name all folds of a cross-validation as --run, without --data.")
    }
  }

  func run() throws {
    guard let out else {
      return try other.perform([.evaluate], of: folders[0], overrides: overrides, json: json)
    }
    let console = Console()
    let result = try EnsembleRun(
      folders.map { try NamedRun.folder($0, overrides: overrides) },
      data: other.data.map { URL(fileURLWithPath: $0) }, out: URL(fileURLWithPath: out, isDirectory: true),
      pools: pooled, overrides: overrides, console: console
    ).perform()
    try console.say(result, asJSON: json)
  }
}
