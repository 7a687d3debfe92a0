import Workbench

/// What can go wrong while a network is planned, run, trained, saved or loaded; its place is the layer, parameter, input or
/// file concerned.
public typealias NeuralNetError = PlaceError<NeuralNetFailure>

/// Kinds of `NeuralNetError`.
public enum NeuralNetFailure: FailureKind {
  /// A loss, an activation or a gradient is NaN or infinite.
  case nonFinite
  /// Values given to the network have another count or range than the graph says.
  case mismatch
  /// No input, output, index tensor or parameter has this name.
  case unknownName
  /// A checkpoint is truncated or malformed, or belongs to another network.
  case malformed
  /// A checkpoint cannot be read or written.
  case inputOutput
  /// oneDNN refused; the reason carries its own status.
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
  /// What to do about numbers that left the finite range while training.
  static var goBack: String { "Lower the learning rate and go back to an earlier checkpoint." }
}
