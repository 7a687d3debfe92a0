import Runs
import Workbench

/// An error between the stages of a run.
public typealias PipelineError = PlaceError<PipelineFailure>

/// Kinds of `PipelineError`.
public enum PipelineFailure: FailureKind {
  /// The run does not have the requested result.
  case noResult
  /// Settings do not match the named run.
  case otherRun
  /// The stages that are asked for cannot be run so.
  case stages

  public var exitCode: ExitCode {
    switch self {
    case .noResult: .badData
    case .otherRun: .configuration
    case .stages: .usage
    }
  }
}

extension PipelineError {
  /// No phase of the run has any epochs.
  static func noNetwork(in run: RunDirectory) -> PipelineError {
    PipelineError(
      .noResult, at: run.experiment.path, "no phase has any epochs, so there is no network",
      remedy: "Raise phase_1.epochs.")
  }
}
