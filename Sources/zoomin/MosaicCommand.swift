import ArgumentParser
import Experiments
import Foundation

struct MosaicCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mosaic", abstract: "Make the mosaics and the atlas of a clustering.",
    discussion: "Needs the clustered feature file and its pictures, but no network.")

  @Argument(help: "The folder of a clustering.")
  var clustering: String

  @Argument(help: "Overrides such as mosaic.columns=10 or data.root=FOLDER.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let experiment = try ExperimentReader.read(overrides: overrides)
    let console = Console()
    let result = try MosaicJob(
      clustering: URL(fileURLWithPath: clustering), experiment: experiment, console: console
    ).perform()
    try console.say(result, asJSON: json)
  }
}
