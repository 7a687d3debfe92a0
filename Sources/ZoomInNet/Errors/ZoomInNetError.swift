import Workbench

/// An error with a network's configuration, pictures or checkpoints.
public typealias ZoomInNetError = PlaceError<ZoomInNetFailure>

/// Kinds of `ZoomInNetError`.
public enum ZoomInNetFailure: FailureKind {
  /// No training picture has a grade.
  case noGrades
  /// A checkpoint belongs to another network, phase or configuration, or lacks something.
  case checkpoint
  /// A picture does not have the size that the preset needs.
  case picture
  /// A loss, an activation or a gradient is NaN or infinite.
  case nonFinite
  /// Initial weights belong to another network, have a format that is not supported, or are damaged.
  case weights

  public var exitCode: ExitCode { .badData }
}
