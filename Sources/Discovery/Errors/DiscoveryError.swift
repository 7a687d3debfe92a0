import Workbench

/// An error while regions are clustered, judged or shown.
public typealias DiscoveryError = PlaceError<DiscoveryFailure>

/// Kinds of `DiscoveryError`.
public enum DiscoveryFailure: FailureKind {
  /// A key of the configuration has a value that cannot be used.
  case configuration
  /// A folder or picture that is needed does not exist.
  case missing
  /// A file cannot be read.
  case unreadable
  /// A file does not have its format, or belongs to other features.
  case malformed
  /// A picture is not the one the features were mined from.
  case changedPicture
  /// The features cannot be clustered (too few rows, for example).
  case unusable

  public var exitCode: ExitCode {
    switch self {
    case .configuration: .configuration
    case .missing: .missingInput
    case .unreadable: .inputOutput
    case .malformed, .changedPicture, .unusable: .badData
    }
  }
}
