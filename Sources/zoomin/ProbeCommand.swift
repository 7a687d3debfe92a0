import ArgumentParser
import Foundation
import Pipeline

/// Probes a feature file in a process of its own, so that a crash of libhdf5 becomes a sentence.
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "__probe", abstract: "Probe an HDF5 file.", shouldDisplay: false)

  @Argument var file: String
  @Argument var dataset: String

  func run() throws { try Program.probe(URL(fileURLWithPath: file), dataset: dataset) }
}
