import Runs

/// What a member of a sweep of runs is doing, or how it ended: a line of `sweep.csv`.
struct MemberReport: Codable, Hashable, Sendable {
  /// The states of a member.
  enum State: String, Codable, Sendable, CaseIterable {
    /// Nothing was started for it.
    case waiting
    /// A launcher will start it.
    case queued
    /// A process works on it.
    case running
    /// Every stage is done.
    case done
    /// It failed; the same command tries again from there.
    case failed
    /// Its process was stopped or killed; the same command resumes.
    case interrupted
  }

  /// Its number.
  let member: Int
  /// The name of its set of values.
  let name: String?
  /// Its values of the swept keys, in the order of the table; empty where it sets none.
  let values: [String]
  /// What it is doing.
  let state: State
  /// The folder of its run relative to the folder of outputs.
  let run: String
  /// What it found, by name; empty until it is done.
  let figures: [String: Double]
  /// Why it is not done, in a sentence.
  let reason: String?
}
