import Runs

/// Starts the members of a sweep of runs: each as one process `zoomin run MEMBER.yaml`.
protocol Launcher {
  /// Threads that each member may use.
  var threadCount: Int { get }

  /// What a member waits for, or what runs it, as far as only the launcher knows.
  ///
  /// - Throws: if a batch system cannot be asked.
  func activities() throws -> [Int: MemberActivity]

  /// Starts members that are not done, or waits for their processes where an earlier start began them.
  ///
  /// - Parameters:
  ///   - groups: the members; those of one group have one run and are done one after another.
  ///   - listener: receives what happens.
  /// - Throws: `WorkbenchError` with code `.stopped` after an interruption, when every process has saved its work.
  func launch(_ groups: [[SweepMember]], _ listener: @escaping (LaunchEvent) -> Void) throws
}

/// What a batch system does with a member.
enum MemberActivity: Hashable {
  /// It waits for its turn, as a job.
  case queued(job: String)
  /// A job runs it.
  case running(job: String)
  /// Its job ended without the member being done; why, in a sentence.
  case ended(String)

  /// Whether the member will still be worked on.
  var isActive: Bool {
    if case .ended = self { false } else { true }
  }
}

/// What happens while members run.
enum LaunchEvent {
  /// A process was started for a member.
  case started(SweepMember)
  /// A process that an earlier start began is waited for.
  case awaited(SweepMember)
  /// A member's process ended.
  case ended(SweepMember)
  /// Something to say.
  case note(String)
}
