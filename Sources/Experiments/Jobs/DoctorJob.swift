import Foundation
import Workbench

/// `zoomin doctor`: what the program finds around itself, and what would make it faster.
public struct DoctorJob {
  private let outputs: URL

  /// An examination of this machine for results where `runtime.outputs` says.
  public init(_ experiment: Experiment) {
    outputs = URL(fileURLWithPath: experiment.runtime.outputs, isDirectory: true)
  }

  /// Looks and measures.
  public func perform() -> DoctorReport {
    DoctorReport(MachineFacts.here(outputs: outputs, program: Program.executable))
  }
}

extension DoctorReport {
  /// Ends the program where it cannot do its work here.
  ///
  /// - Throws: `ExperimentsError` with code `.unfit`, about the first thing that is missing.
  public func requireHealth() throws(ExperimentsError) {
    guard let finding = findings.first(where: { $0.severity == .necessary }) else { return }
    throw ExperimentsError(.unfit(finding), at: "this machine")
  }
}
