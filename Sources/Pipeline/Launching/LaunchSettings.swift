import Workbench

/// How the members of a sweep of runs are started: `launcher:`, `jobs:` and `slurm:` of the sweep's file.
public struct LaunchSettings: Sendable {
  /// Where members run.
  public enum Place: String, Sendable, CaseIterable {
    /// As processes of this machine.
    case local
    /// As a job array of Slurm.
    case slurm
  }

  /// Where members run.
  public var place = Place.local
  /// How many members run at the same time; nil: one on this machine, as many as Slurm starts there.
  public var jobCount: Int?
  /// What Slurm is asked for.
  public var slurm = SlurmSettings()
  /// Whether the first member that fails ends the sweep.
  public var failsFast = false
  /// Whether the command waits until the jobs of Slurm have ended.
  public var waits = false

  /// The usual settings.
  public init() {}

  /// The most members that can run at the same time.
  public static let maximumJobCount = 1_000
}
