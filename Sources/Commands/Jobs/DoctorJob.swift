import Foundation
import Pipeline
import Settings
import Workbench

/// `zoomin doctor`: facts about this machine, and what makes the program slow or unable to work.
public struct DoctorJob {
  private let outputs: URL

  /// An examination of this machine and of the disk of `runtime.outputs`.
  public init(_ experiment: Experiment) {
    outputs = URL(fileURLWithPath: experiment.runtime.outputs, isDirectory: true)
  }

  /// Collects the facts and measures.
  public func perform() -> DoctorReport {
    DoctorReport(MachineFacts.here(outputs: outputs, program: Program.executable))
  }
}

extension DoctorReport {
  /// Throws if the program cannot work on this machine.
  ///
  /// - Throws: `UnfitMachine` with the first thing that is missing.
  public func requireHealth() throws(UnfitMachine) {
    guard let finding = findings.first(where: { $0.severity == .necessary }) else { return }
    throw UnfitMachine(finding)
  }
}

/// The program cannot do its work on this machine.
public struct UnfitMachine: ZoominError {
  /// What is missing.
  public let finding: DoctorFinding

  init(_ finding: DoctorFinding) { self.finding = finding }

  public var description: String { finding.sentence }

  public var remedy: String? { finding.remedy }

  public var exitCode: ExitCode { .unavailable }
}
