import Foundation

/// The paths inside `outputs/sweeps/<name>/` of a sweep of runs. Nothing is created here.
///
/// Sweeps of clusterings have folders of the same place, with clusterings under `members/`.
public struct SweepDirectory: Hashable, Sendable {
  /// The folder itself.
  public let url: URL

  /// The folder of a sweep.
  public init(_ url: URL) { self.url = url.standardizedFileURL }

  /// The list of members, in the order in which they were added.
  public var list: URL { file("members.json") }
  /// The folder of everything that belongs to one member.
  public var members: URL { url.appending(path: "members", directoryHint: .isDirectory) }
  /// The experiment of a member, as it was when the member was added.
  public func experiment(of member: SweepMember) -> URL { file("members/\(member.title).yaml") }
  /// What the last process of a member printed. The process holds the file locked.
  public func log(of member: SweepMember) -> URL { file("members/\(member.title).log") }
  /// How the last process of a member ended.
  public func ending(of member: SweepMember) -> URL { file("members/\(member.title).exit") }
  /// What a member that is done found.
  public func result(of member: SweepMember) -> URL { file("members/\(member.title).json") }

  /// What was handed to Slurm.
  public var submissions: URL { file("slurm.json") }
  /// The script of a submission.
  public func script(ofSubmission number: Int) -> URL { file("slurm/\(number).sh") }

  /// The state of every member, for programs.
  public var table: URL { file("sweep.csv") }
  /// The same as JSON.
  public var summary: URL { file("sweep.json") }

  /// Whether the folder is that of a sweep of runs.
  public var isOfRuns: Bool { access(list.path, F_OK) == 0 }

  // MARK: -

  private func file(_ path: String) -> URL { url.appending(path: path, directoryHint: .notDirectory) }
}

extension OutputsDirectory {
  /// The folder of a sweep of runs.
  public func sweepOfRuns(_ name: String) -> SweepDirectory { SweepDirectory(sweep(name)) }
}
