import ArgumentParser
import Commands
import Foundation
import Pipeline

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two clusterings of the same features: what stays, splits and merges.",
    discussion: """
      Clusters that correspond one to one, clusters of the first that split into several of the second, and clusters that \
      merge; with the adjusted Rand index and the adjusted mutual information. `zoomin runs compare` compares whole runs.

      EXAMPLES:
        zoomin compare coarse fine
        zoomin compare run/clusters/0c1d run/clusters/9e8f --json
      """)

  @Argument(help: "The folder of a clustering.")
  var first: String

  @Argument(help: "The folder of another one.")
  var second: String

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let result = try CompareJob(URL(fileURLWithPath: first), URL(fileURLWithPath: second)).perform()
    try Console().say(result, asJSON: json)
  }
}
