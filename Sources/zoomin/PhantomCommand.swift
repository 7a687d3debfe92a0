import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct PhantomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phantom", abstract: "Draw a data set of left and right fundus photographs.",
    discussion: """
      Writes pictures, trainLabels.csv, manifest.csv and lesion_boxes.csv in the form of a real data set, and the \
      folder truth/, which is only for scoring. The same options draw the same bytes on any machine.

      EXAMPLES:
        zoomin phantom --out eyes --patients 40 --seed 7
        zoomin phantom --out eyes --patients 10 phantom.pixels=720
      """)

  @Option(help: "The folder to draw into.")
  var out: String

  @Option(help: "Patients, each with two eyes.")
  var patients: Int?

  @Option(help: "The seed: which patients are drawn.")
  var seed: UInt64?

  @Argument(help: "Overrides such as phantom.pixels=720.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let options = [patients.map { "phantom.patients=\($0)" }, seed.map { "phantom.seed=\($0)" }]
    let experiment = try ExperimentReader.read(overrides: options.compactMap(\.self) + overrides)
    let console = Console()
    let result = try PhantomJob(out: URL(fileURLWithPath: out), experiment: experiment, console: console)
      .perform()
    try console.say(result, asJSON: json)
  }
}
