import ArgumentParser
import Commands
import Foundation
import Pipeline

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Check a data set before training on it.",
    discussion: """
      EXAMPLES:
        zoomin data check eyes
      """, subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Report grades, agreement of eyes, and missing, broken and duplicate pictures.",
      discussion: """
        EXAMPLES:
          zoomin data check eyes --sheet sheet.png
          zoomin data check experiments/idrid.yaml data.root=IDRiD
          zoomin data check eyes data.source=table data.table=labels.csv --json

        EXIT CODES:
          1   the data set has faults
        """)

    @Argument(help: "The folder of a data set, or an experiment in YAML.")
    var data: String

    @Argument(help: "Overrides such as data.source=table data.table=labels.csv.")
    var overrides: [String] = []

    @Option(help: "The PNG file to write the contact sheet to.")
    var sheet: String?

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func run() throws {
      let console = Console()
      let job = try DataCheckJob(
        data: URL(fileURLWithPath: data), overrides: overrides, sheet: sheet.map { URL(fileURLWithPath: $0) },
        console: console)
      let result = try job.perform()
      try console.say(result, asJSON: json)
      if !result.isSound { throw ExitCodeRequest(code: .negative) }
    }
  }
}
