import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct MosaicCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mosaic", abstract: "Make the mosaics and the atlas of a clustering.",
    discussion: """
      Needs the feature file that was clustered and its pictures; never a network.

      zoomin mosaic CLUSTERING_DIR [mosaic.columns=10 ...]
      zoomin mosaic --run DIR [mosaic.columns=10 ...]
      """)

  @Argument(
    help: "The folder of a clustering, unless --run is given; then overrides such as mosaic.columns=10.")
  var words: [String] = []

  @Option(name: .customLong("run"), help: "The directory of a run: show its last clustering.")
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
      return try StageOptions.perform([.mosaic], in: folder, overrides: words, json: json)
    }
    guard let clustering = words.first else { return }
    let experiment = try ExperimentReader.read(overrides: Array(words.dropFirst()))
    let console = Console()
    let result = try MosaicJob(
      clustering: URL(fileURLWithPath: clustering), experiment: experiment, console: console
    ).perform()
    try console.say(result, asJSON: json)
  }
}
