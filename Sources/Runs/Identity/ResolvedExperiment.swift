import Foundation

/// The experiment as it was run, every default written out: `experiment.yaml`.
///
/// This is only the text. The keys are defined in `Settings`.
public struct ResolvedExperiment: RunText, Equatable {
  public let text: String

  public init(_ text: String) { self.text = text }

  public static func place(in run: RunDirectory) -> URL { run.experiment }
}
