import Workbench

/// An error while photographs are drawn.
public typealias PhantomsError = PlaceError<PhantomsFailure>

/// Kinds of `PhantomsError`.
public enum PhantomsFailure: FailureKind {
  /// A key of the configuration is wrong.
  case configuration
  /// The folder holds other drawn pictures.
  case occupied

  public var exitCode: ExitCode {
    switch self {
    case .configuration: .configuration
    case .occupied: .cannotCreate
    }
  }
}
