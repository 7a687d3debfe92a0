import Workbench

/// An error while results are measured.
public struct ScoringError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// A number is NaN or infinite.
    case nonFinite
    /// There are too few or too uniform data: no row, one class only, more folds than patients.
    case insufficient
    /// A key lies outside its range (a negative C, a grade of 7).
    case outOfRange
  }

  /// The kind of failure.
  public let code: Code
  /// What was to be measured, such as "logistic regression".
  public let measure: String
  /// What is wrong, as a clause.
  public let reason: String

  /// An error of one measure.
  public init(_ code: Code, in measure: String, _ reason: String) {
    self.code = code
    self.measure = measure
    self.reason = reason
  }

  public var description: String { "\(measure): \(reason)." }
  public var remedy: String? { nil }
  public var exitCode: ExitCode { code == .outOfRange ? .configuration : .badData }
}
