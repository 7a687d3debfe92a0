import ArgumentParser
import Foundation
import Pipeline

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write the page about a run: one HTML file with everything in it.",
    discussion: """
      Every run ends with its report.html. This makes the page again, or of a run that is not finished, as far as it has \
      come. Pictures have pseudonyms, and folders, command line and host are left out; report.pseudonymise=false shows them.

      EXAMPLES:
        zoomin report outputs/quickstart/3f9a12cd84e0 report.clusters=100
        zoomin report outputs/quickstart/3f9a12cd84e0 --out page.html report.pseudonymise=false
      """)

  @Argument(help: "The run: its folder, its id or the beginning of its id.")
  var folder: String

  @Argument(help: "Overrides of keys of the section report, such as report.panels=12.")
  var overrides: [String] = []

  @Option(help: "The file to write; without it the page is report.html in the run directory.")
  var out: String?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let result = try ReportRun(NamedRun.folder(folder), overrides: overrides).perform(
      to: out.map { URL(fileURLWithPath: $0) })
    try Console().say(result, asJSON: json)
  }
}
