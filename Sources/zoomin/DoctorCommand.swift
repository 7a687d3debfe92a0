import ArgumentParser
import Commands
import Foundation
import Settings

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check processor, libraries, cores, memory and disk: what is missing, what makes it slow.",
    discussion: """
      Says what is missing and what makes the program slow on this machine.

      EXAMPLES:
        zoomin doctor
        zoomin doctor runtime.outputs=/scratch/outputs --json

      EXIT CODES:
        0   the program can work here
        69  something necessary is missing
      """)

  @Argument(help: "Overrides such as runtime.outputs=FOLDER.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let experiment = try ExperimentReader.read(overrides: overrides)
    let report = DoctorJob(experiment).perform()
    print(json ? try report.json() : report.text)
    try report.requireHealth()
  }
}

/// Measures the numerical libraries in a process whose environment `doctor` has changed.
struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: SpeedProbe.verb, abstract: "Measure the numerical libraries.", shouldDisplay: false)

  func run() throws { print(try SpeedProbe().json()) }
}
