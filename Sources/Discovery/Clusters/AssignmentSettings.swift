import Workbench

/// How the rows of a second cohort are assigned to the clusters of a first one.
public struct AssignmentSettings: Hashable, Sendable {
  /// Whether features of another checkpoint are accepted (`cluster.assign_across_checkpoints`).
  public var acrossCheckpoints: Bool

  /// The given settings.
  public init(acrossCheckpoints: Bool = false) { self.acrossCheckpoints = acrossCheckpoints }
}

extension AssignmentSettings: Configurable {
  public static let keys: [SettingKey<AssignmentSettings>] = [
    .flag(
      "assign_across_checkpoints", \.acrossCheckpoints,
      "With --assign-to: whether features of another checkpoint than the clustering's own are accepted. Numbers of "
        + "different networks mean different things, so this is for experiments with that."
    ).changing(.nothing)
  ]
}
