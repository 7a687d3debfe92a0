import ArgumentParser
import Experiments
import Foundation

struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster", abstract: "Cluster the features of any HDF5 file with /features.",
    discussion: """
      Writes clustering.json, assignments.csv and clusters.csv into the folder given as --out, judges the clusters \
      (judgement.json) and lists those that may be lesions without a name (candidates.txt).
      """)

  @Argument(help: "An HDF5 file with a data set /features of N rows.")
  var features: String

  @Option(help: "The folder to write the clustering into.")
  var out: String

  @Option(help: "The folder of a clustering: give every row to its exemplars instead of finding new ones.")
  var assignTo: String?

  @Argument(help: "Overrides such as cluster.preference=quantile:0.1.")
  var overrides: [String] = []

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  @Flag(help: "End with exit code 1 if the clustering did not converge.")
  var strict = false

  func validate() throws {
    let comparing = overrides.filter {
      $0.hasPrefix("cluster.") && !$0.hasPrefix("cluster.assign_across_checkpoints=")
    }
    guard assignTo == nil || comparing.isEmpty else {
      throw ValidationError("--assign-to compares rows as that clustering did: leave out keys of cluster.")
    }
  }

  func run() throws {
    let experiment = try ExperimentReader.read(overrides: overrides)
    let console = Console()
    let result = try ClusterJob(
      features: URL(fileURLWithPath: features), out: URL(fileURLWithPath: out),
      assignTo: assignTo.map { URL(fileURLWithPath: $0) }, experiment: experiment, console: console
    ).perform()
    try console.say(result, asJSON: json)
    if strict, !result.converged { throw ExitCodeRequest(code: .negative) }
  }
}
