import Workbench

/// What can go wrong between the stages of a run.
public typealias PipelineError = PlaceError<PipelineFailure>

/// Kinds of `PipelineError`.
public enum PipelineFailure: FailureKind {
  /// The run ended without a result, or has none, that the user asked for.
  case noResult
  /// Settings belong to another run than the one that was named.
  case otherRun

  public var exitCode: ExitCode {
    switch self {
    case .noResult: .badData
    case .otherRun: .configuration
    }
  }
}
