import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct BrowseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "browse", abstract: "Browse runs, clusters and patches in a web browser, and judge them.",
    discussion: """
      Prints the address to open. Judgements are stored in outputs/labels.sqlite, or in the file of judge.labels=FILE. \
      Only this machine can reach the pages, unless --host names another address; then --token is needed.


      With --export nothing is served: one clustering is written as pages that work from disk, to be given away. Pictures \
      and patients have pseudonyms there; names and notes are given away as they were written.

      EXAMPLES:
        zoomin browse
        zoomin browse outputs --port 8400 --author ann
        zoomin browse --host 0.0.0.0 --token random
        zoomin browse outputs/quickstart/3f9a4b5c6d7e/clusters/0c1d --export pages
      """)

  @Argument(
    help:
      "The folder of outputs, with --export that of a clustering; then overrides such as judge.labels=FILE.")
  var words: [String] = []

  @Option(help: "The address to listen at.")
  var host = "127.0.0.1"

  @Option(help: "The port; 0 takes a free one.")
  var port = 8321

  @Option(help: "A secret that a browser must show; random draws one.")
  var token: String?

  @Option(help: "The name under which judgements are stored.")
  var author = NSUserName()

  @Option(help: "A new folder for the pages of a clustering.")
  var export: String?

  @Flag(help: "With --export, print the result as one JSON object on standard output.")
  var json = false

  /// The words that are no overrides.
  private var folders: [String] { words.filter { ExperimentReader.path(ofOverride: $0) == nil } }

  func validate() throws {
    guard export != nil || !json else { throw ValidationError("--json goes with --export.") }
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    guard folders.count <= 1 else {
      throw ValidationError("One folder of outputs is served at a time.")
    }
    guard token?.isEmpty != true else { throw ValidationError("--token must not be empty.") }
    guard !author.allSatisfy(\.isWhitespace) else { throw ValidationError("--author must not be empty.") }
  }

  func run() throws {
    let overrides = words.filter { ExperimentReader.path(ofOverride: $0) != nil }
    if let export {
      let experiment = try ExperimentReader.read(overrides: overrides)
      let folder = folders.first.map { URL(fileURLWithPath: $0) } ?? experiment.outputs
      let result = try ExportGalleryJob(folder: folder, author: author, experiment: experiment).perform(
        to: URL(fileURLWithPath: export))
      return try Console().say(result, asJSON: json)
    }
    let code = try BrowseJob(
      outputs: folders.first, host: host, port: port, token: token, author: author,
      experiment: try ExperimentReader.read(overrides: overrides), console: Console()
    ).perform()
    if code != .done { throw ExitCodeRequest(code: code) }
  }
}
