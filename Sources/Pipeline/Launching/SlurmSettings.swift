import Workbench

/// `slurm:` of a sweep's file: what Slurm is asked for, for each member.
public struct SlurmSettings: Sendable, Hashable {
  /// The partition; nil: the cluster's default.
  public var partition: String?
  /// The time limit of a member as Slurm writes it; nil: the partition's default.
  public var time: String?
  /// Memory of a member in gigabytes of 2^30 bytes; nil: the partition's default.
  public var memoryGigabytes: Double?
  /// Cores of a member.
  public var coreCount = 1
  /// More options of sbatch, such as `--account=eyes`.
  public var options: [String] = []
}

extension SlurmSettings: Configurable {
  public static let keys: [SettingKey<SlurmSettings>] = [
    .optionalWords("partition", \.partition, form: "a partition", "The partition; by default the cluster's."),
    .optionalWords(
      "time", \.time, form: "a time limit such as 12:00:00 or 2-00:00:00",
      "The time limit of a member. A minute before it the run saves its work and ends; the same command continues it."
    ),
    .optionalNumber(
      "memory", \.memoryGigabytes, 0.1...1_000_000, unit: "gigabytes",
      "Memory of a member; the run plans for three quarters of it."),
    .integer(
      "cpus_per_task", \.coreCount, 1...512,
      "Cores of a member. runtime.lanes: auto becomes this number when the member is added."),
    .list(
      "options", \.options, form: "a list of options of sbatch, each beginning with --",
      of: .text("an option of sbatch", pattern: #"^--[^\n]*$"#),
      "More lines for the script, such as --account=eyes.", read: { $0 }, write: { $0 },
      isValid: { $0.allSatisfy { $0.hasPrefix("--") && !$0.contains("\n") } }),
  ]
}
