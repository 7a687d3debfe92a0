import Foundation

/// How long each stage of a run took when it last ran: `timing.json`.
public struct StageTiming: RunRecord, Equatable {
  public static let remedy = "Delete the file; stages that run again are timed again."

  /// Seconds by the stage's name.
  public var seconds: [String: Double]

  /// Seconds by the stage's name.
  public init(seconds: [String: Double] = [:]) { self.seconds = seconds }

  public init(from decoder: any Decoder) throws {
    seconds = try decoder.singleValueContainer().decode([String: Double].self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seconds)
  }

  public static func place(in run: RunDirectory) -> URL { run.timing }
}
