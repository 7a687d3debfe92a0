import Foundation
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin runs compare`: a table of runs with the settings in which they differ and their figures.
public struct RunsCompareJob {
  private let words: [String]
  private let outputs: String
  private let csv: URL?

  /// Runs, by their folders or their ids in a folder of outputs.
  ///
  /// - Parameter csv: a file for the table; nil writes none.
  public init(_ words: [String], outputs: String, csv: URL?) {
    self.words = words
    self.outputs = outputs
    self.csv = csv
  }

  /// Reads the records of the runs, and writes the file.
  ///
  /// - Throws: `RunsError` if there is no such run, or if a record of it cannot be read; `WorkbenchError` if the file
  ///   cannot be written.
  public func perform() throws -> some CommandResult {
    let table = try RunComparison(try words.map { try NamedRun.directory($0, outputs: outputs) })
    if let csv { try AtomicFile.write(table.csv, to: csv) }
    return table
  }
}
