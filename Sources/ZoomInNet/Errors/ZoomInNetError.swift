import Workbench

/// What can go wrong with a network: its configuration, its pictures, its checkpoints.
public typealias ZoomInNetError = PlaceError<ZoomInNetFailure>

/// Kinds of `ZoomInNetError`.
public enum ZoomInNetFailure: FailureKind {
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

  public var exitCode: ExitCode { .badData }
}
