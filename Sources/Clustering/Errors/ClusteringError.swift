import Workbench

/// Why features cannot be clustered.
public struct ClusteringError: ZoominError, Equatable {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// There is no row to cluster.
    case noRows
    /// The number of values is not the number of rows times the number of columns.
    case shape
    /// A value is NaN, infinite, or too large for its square to be stored.
    case notFinite
    /// A setting is outside its range.
    case configuration
    /// A preference cannot be understood, or does not fit the rows.
    case preference
    /// The work needs more memory than the budget allows.
    case memory
  }

  /// The kind of failure.
  public let code: Code
  /// The row concerned, counted from 0.
  public let row: Int?
  /// The column concerned, counted from 0.
  public let column: Int?
  /// What is wrong, as a clause without the row.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String?

  /// An error; `reason` is a clause such as "is not a finite number".
  public init(
    _ code: Code, row: Int? = nil, column: Int? = nil, _ reason: String, remedy: String? = nil
  ) {
    self.code = code
    self.row = row
    self.column = column
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String {
    switch (row, column) {
    case (let row?, let column?): "Row \(row), column \(column) \(reason)."
    case (let row?, nil): "Row \(row) \(reason)."
    default: reason.prefix(1).uppercased() + reason.dropFirst() + "."
    }
  }

  public var exitCode: ExitCode {
    switch code {
    case .noRows, .shape, .notFinite: .badData
    case .configuration, .preference: .configuration
    case .memory: .unavailable
    }
  }
}
