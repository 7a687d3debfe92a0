import Workbench

/// What can go wrong between a trained network and the feature file.
public typealias MiningError = PlaceError<MiningFailure>

/// Kinds of `MiningError`.
public enum MiningFailure: FailureKind {
  /// No picture is in the splits to mine.
  case noPictures

  public var exitCode: ExitCode { .configuration }
}
