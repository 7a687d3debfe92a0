import Foundation

/// Marks a run that has no training of its own: it reads other pictures with the network of a run beside it. Stored in
/// `cohort.json`.
public struct CohortRecord: RunRecord, Hashable {
  public static let remedy = "Delete the folder and make it again with --data."

  /// The folder of the run whose network is used, in the same experiment.
  public let network: String
  /// The data set as it was named on the command line.
  public let data: String

  /// A record.
  ///
  /// - Parameters:
  ///   - network: the name of the folder of the run whose network is used.
  ///   - data: the place of the pictures.
  public init(network: String, data: String) {
    self.network = network
    self.data = data
  }

  public static func place(in run: RunDirectory) -> URL { run.cohort }

  /// The run whose network the cohort in a folder is read with.
  public func networkRun(of cohort: RunDirectory) -> RunDirectory {
    RunDirectory(cohort.url.deletingLastPathComponent().appendingPathComponent(network))
  }
}
