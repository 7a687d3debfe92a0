import Workbench

/// What can go wrong with a network: its configuration, its pictures, its checkpoints.
public struct ZoomInNetError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// There is nothing to learn from: no picture with a grade.
    case noGrades
    /// A checkpoint belongs to another network, phase or configuration, or lacks something.
    case checkpoint
    /// A picture has another size than the preset wants.
    case picture
    /// A loss, an activation or a gradient is NaN or infinite.
    case nonFinite
    /// Weights to begin from are of another network, of a format that is not read, or damaged.
    case weights
  }

  /// The kind of failure.
  public let code: Code
  /// The file, phase or picture concerned.
  public let place: String
  /// What is wrong, without the place, as a clause.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String?

  /// An error about `place`; `reason` is a clause.
  public init(_ code: Code, at place: String, _ reason: String, remedy: String? = nil) {
    self.code = code
    self.place = place
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String { "\(place): \(reason)." }

  public var exitCode: ExitCode { .badData }
}
