import Foundation

/// The experiment as it was run, every default written out: `experiment.yaml`.
///
/// Only the text: which keys it may hold is known where experiments are read.
public struct ResolvedExperiment: RunText, Equatable {
  public let text: String

  public init(_ text: String) { self.text = text }

  public static func place(in run: RunDirectory) -> URL { run.experiment }
}
