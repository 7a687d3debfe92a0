import ArgumentParser
import Foundation
import Pipeline
import Settings

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Read pictures with the trained network of a run.",
    discussion: """
      Writes into --out: predictions.csv (the grade, the referable score y_2 + y_3 + y_4 and the probabilities of every \
      head), regions.csv (the regions of highest attention, in pixels of the picture), panels/ (the picture with G of \
      levels 1 to 4, as in the paper's Fig. 3), overlays/ (each level larger) and skipped.csv. Pictures called \
      <patient>_left and <patient>_right are read as the two eyes of a patient. The run stays as it is. For research \
      only.

      EXAMPLES:
        zoomin predict --run 3f9a 10_left.jpeg 10_right.jpeg --out read
        zoomin predict --run 3f9a photographs --out read --tables-only
      """)

  @Option(
    name: .customLong("run"), help: ArgumentHelp(StageOptions.runHelp, valueName: "run"))
  var folder: String

  @Option(help: "The folder to write to.")
  var out: String

  @Argument(
    help:
      "Pictures, folders, CSV tables of pictures, experiments in YAML; and overrides such as evaluate.head=y_c."
  )
  var pictures: [String]

  @Flag(help: "Write the tables only.")
  var tablesOnly = false

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let console = Console()
    let overrides = pictures.filter(ExperimentReader.isOverride)
    let places = pictures.filter { !ExperimentReader.isOverride($0) }
    guard !places.isEmpty else {
      throw ValidationError("No picture is named. Name pictures, folders or tables.")
    }
    let result = try PredictionRun(
      run: try NamedRun.folder(folder, overrides: overrides), places: places.map { URL(fileURLWithPath: $0) },
      out: URL(fileURLWithPath: out, isDirectory: true), overrides: overrides, draws: !tablesOnly,
      console: console
    ).perform()
    try console.say(result, asJSON: json)
  }
}
