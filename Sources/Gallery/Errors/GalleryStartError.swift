import Workbench

/// Why the gallery cannot be opened.
public typealias GalleryStartError = PlaceError<GalleryStartFailure>

/// The kinds of failure when the gallery starts.
public enum GalleryStartFailure: FailureKind {
  /// The folder of outputs does not exist.
  case missing
  /// The address is in use, or not this machine's.
  case address
  /// The settings contradict each other.
  case configuration
  /// Pages cannot be written.
  case export
  /// There is no clustering to write, or none with tiles.
  case nothingToExport

  public var exitCode: ExitCode {
    switch self {
    case .missing, .nothingToExport: .missingInput
    case .address, .export: .cannotCreate
    case .configuration: .configuration
    }
  }
}
