import Foundation
import Workbench

/// What a sweep has handed to Slurm: `slurm.json`. An entry is written before its job array is submitted, and again when
/// the array's number is known, so that a killed process submits nothing twice.
public struct SlurmSubmissions: Codable, Hashable, Sendable {
  /// One job array.
  public struct Submission: Codable, Hashable, Sendable {
    /// From 1.
    public let number: Int
    /// The name of the jobs, which no other submission has.
    public let name: String
    /// The number that Slurm gave to the array; nil while it is not known.
    public var job: String?
    /// The members of each task of the array, in the order in which they are done.
    public let tasks: [Int: [Int]]

    /// A submission.
    public init(number: Int, name: String, job: String? = nil, tasks: [Int: [Int]]) {
      self.number = number
      self.name = name
      self.job = job
      self.tasks = tasks
    }
  }

  /// The submissions by number.
  public var submissions: [Submission]

  /// A list of submissions.
  public init(_ submissions: [Submission] = []) { self.submissions = submissions }

  /// The submissions of a sweep; none if it has none yet.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func read(from sweep: SweepDirectory) throws(RunsError) -> SlurmSubmissions {
    guard let data = try RecordFile.bytes(of: sweep.submissions) else { return SlurmSubmissions() }
    return try RecordFile.decode(
      Self.self, from: data, at: sweep.submissions,
      remedy:
        "Cancel the sweep's jobs with scancel and delete the file; the same command submits what is missing.")
  }

  /// Replaces the submissions of a sweep.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to sweep: SweepDirectory) throws {
    try AtomicFile.write(CanonicalJSON.data(self), to: sweep.submissions)
  }
}
