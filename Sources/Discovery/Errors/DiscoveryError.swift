import Workbench

/// What can go wrong between a feature file and its mosaics.
public struct DiscoveryError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// A key of the configuration has a value that cannot be used.
    case configuration
    /// A folder or picture that is needed does not exist.
    case missing
    /// A file is not what its format demands, or belongs to other features.
    case malformed
    /// A picture is not the one the features were mined from.
    case changedPicture
    /// The features cannot be clustered (too few rows, for example).
    case unusable
  }

  /// The kind of failure.
  public let code: Code
  /// The file, folder or key concerned.
  public let place: String
  /// What is wrong, without the place, as a clause.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String?

  /// An error about `place`; `reason` is a clause such as "holds no /image table".
  public init(_ code: Code, at place: String, _ reason: String, remedy: String? = nil) {
    self.code = code
    self.place = place
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String { "\(place): \(reason)." }

  public var exitCode: ExitCode {
    switch code {
    case .configuration: .configuration
    case .missing: .missingInput
    case .malformed, .changedPicture, .unusable: .badData
    }
  }
}
