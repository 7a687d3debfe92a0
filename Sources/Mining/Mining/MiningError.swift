import Workbench

/// What can go wrong between a trained network and the feature file.
public struct MiningError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// No picture is in the splits to mine.
    case noPictures
  }

  /// The kind of failure.
  public let code: Code
  /// The file that was to be written.
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

  public var exitCode: ExitCode { .configuration }
}
