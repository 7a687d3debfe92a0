import ArgumentParser
import Commands
import Foundation
import Pipeline

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two clusterings of the same features: what stays, splits and merges.")

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
