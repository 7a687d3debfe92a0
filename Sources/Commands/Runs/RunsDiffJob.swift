import Foundation
import Pipeline
import Runs
import Workbench

/// `zoomin runs diff`: what differs between two runs.
public struct RunsDiffJob {
  private let words: [String]
  private let outputs: String

  /// Two runs, by their folders or their ids in a folder of outputs.
  public init(_ first: String, _ second: String, outputs: String) {
    words = [first, second]
    self.outputs = outputs
  }

  /// Reads the records of both runs.
  ///
  /// - Throws: `RunsError` if there is no such run, or if a record of it cannot be read.
  public func perform() throws -> some CommandResult {
    let runs = try words.map { try NamedRun.directory($0, outputs: outputs) }
    return try RunDifferences(runs[0], runs[1])
  }
}
