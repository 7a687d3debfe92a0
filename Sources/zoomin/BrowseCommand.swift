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

      zoomin browse [OUTPUTS] [--port 8321] [--author NAME] [judge.labels=FILE ...]
      """)

  @Argument(help: "The folder of outputs; then overrides such as judge.labels=FILE.")
  var words: [String] = []

  @Option(help: "The address to listen at.")
  var host = "127.0.0.1"

  @Option(help: "The port; 0 takes a free one.")
  var port = 8321

  @Option(help: "A secret that a browser must show; random draws one.")
  var token: String?

  @Option(help: "The name under which judgements are stored.")
  var author = NSUserName()

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    guard words.count(where: { !$0.contains("=") }) <= 1 else {
      throw ValidationError("One folder of outputs is served at a time.")
    }
    guard token?.isEmpty != true else { throw ValidationError("--token must not be empty.") }
    guard !author.allSatisfy(\.isWhitespace) else { throw ValidationError("--author must not be empty.") }
  }

  func run() throws {
    let overrides = words.filter { $0.contains("=") }
    let code = try BrowseJob(
      outputs: words.first { !$0.contains("=") }, host: host, port: port, token: token, author: author,
      experiment: try ExperimentReader.read(overrides: overrides), console: Console()
    ).perform()
    if code != .done { throw ExitCodeRequest(code: code) }
  }
}
