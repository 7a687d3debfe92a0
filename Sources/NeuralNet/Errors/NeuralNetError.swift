import Workbench

/// An error while a network is planned, run, trained, saved or loaded. Its place is a layer, a parameter, an input or a
/// file.
public typealias NeuralNetError = PlaceError<NeuralNetFailure>

/// Kinds of `NeuralNetError`.
public enum NeuralNetFailure: FailureKind {
  /// A loss, an activation or a gradient is NaN or infinite.
  case nonFinite
  /// The count or the range of values given to the network does not match the graph.
  case mismatch
  /// No input, output, index tensor or parameter has this name.
  case unknownName
  /// A checkpoint is truncated or malformed, or belongs to another network.
  case malformed
  /// A checkpoint cannot be read or written.
  case inputOutput
  /// oneDNN reported an error; the reason has its status.
  case library
  /// Not enough memory for the plan.
  case memory

  public var exitCode: ExitCode {
    switch self {
    case .nonFinite, .mismatch, .malformed: .badData
    case .unknownName: .internal
    case .inputOutput: .inputOutput
    case .library, .memory: .unavailable
    }
  }
}

extension NeuralNetError {
  /// The remedy for numbers that became NaN or infinite during training.
  static var goBack: String { "Lower the learning rate and go back to an earlier checkpoint." }
}
