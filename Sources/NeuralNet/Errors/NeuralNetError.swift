import Workbench

/// What can go wrong while a network is planned, run, trained, saved or loaded.
public struct NeuralNetError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// A loss, an activation or a gradient is NaN or infinite; `subject` is the layer or the parameter.
    case nonFinite
    /// Values given to the network have another count or range than the graph says.
    case mismatch
    /// No input, output, index tensor or parameter has this name.
    case unknownName
    /// A checkpoint is truncated or malformed, or belongs to another network.
    case malformed
    /// A checkpoint cannot be read or written.
    case inputOutput
    /// oneDNN refused; `reason` carries its own status.
    case library
    /// Not enough memory for the plan.
    case memory
  }

  /// The kind of failure.
  public let code: Code
  /// The layer, parameter, input or file concerned.
  public let subject: String
  /// What is wrong, without the subject, as a clause.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String?

  /// An error about `subject`; `reason` is a clause such as "has a loss that is not a number".
  public init(_ code: Code, at subject: String, _ reason: String, remedy: String? = nil) {
    self.code = code
    self.subject = subject
    self.reason = reason
    self.remedy = remedy
  }

  /// What to do about numbers that left the finite range while training.
  static let goBack = "Lower the learning rate and go back to an earlier checkpoint."

  public var description: String { "\(subject): \(reason)." }

  public var exitCode: ExitCode {
    switch code {
    case .nonFinite, .mismatch, .malformed: .badData
    case .unknownName: .internal
    case .inputOutput: .inputOutput
    case .library, .memory: .unavailable
    }
  }
}
