import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster", abstract: "Cluster the features of any HDF5 file.",
    discussion: """
      Writes clustering.json, assignments.csv and clusters.csv into the folder given as --out, judges the clusters \
      (judgement.json) and lists those that may show lesions without a name (candidates.txt). With --run the features that \
      the run mined are clustered, and the clustering becomes one of the run's.

      EXAMPLES:
        zoomin cluster --run 3f9a cluster.preference=quantile:0.1
        zoomin cluster features.h5 --out clusters
        zoomin cluster slides.h5 --dataset 20x/feats --out clusters
        zoomin cluster second.h5 --assign-to clusters --out assigned

      EXIT CODES:
        1   with --strict, the clustering did not converge
      """)

  @Argument(
    help:
      "An HDF5 file with a table of features, one row each, unless --run is given; then overrides such as cluster.preference=quantile:0.1."
  )
  var words: [String] = []

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Cluster what this run mined. \(StageOptions.runHelp)", valueName: "run"))
  var folder: String?

  @Option(help: "The data set that holds the features, such as 20x/feats, where it is not /features.")
  var dataset: String?

  @Option(help: "The folder to write the clustering into.")
  var out: String?

  @Option(help: "The folder of a clustering: assign every row to its exemplars instead of finding new ones.")
  var assignTo: String?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  @Flag(help: "End with exit code 1 if the clustering did not converge.")
  var strict = false

  private var overrides: [String] { folder == nil ? Array(words.dropFirst()) : words }

  func validate() throws {
    guard folder == nil || (out == nil && assignTo == nil && dataset == nil) else {
      throw ValidationError(
        "--run has its features and a place for its clusterings: leave out --dataset, --out and --assign-to.")
    }
    guard folder != nil || (out != nil && !words.isEmpty) else {
      throw ValidationError("Give a feature file and --out, or --run.")
    }
    let comparing = overrides.filter {
      $0.hasPrefix("cluster.") && !$0.hasPrefix("cluster.assign_across_checkpoints=")
    }
    guard assignTo == nil || comparing.isEmpty else {
      throw ValidationError("--assign-to compares rows as that clustering did: leave out keys of cluster.")
    }
  }

  func run() throws {
    if try !isConverged(), strict { throw ExitCodeRequest(code: .negative) }
  }

  /// Clusters, and answers whether the clustering converged.
  private func isConverged() throws -> Bool {
    if let folder {
      return try StageOptions.perform(
        [.cluster, .judge], in: folder, overrides: overrides, json: json
      ).converged ?? true
    }
    // validate() made sure of both.
    guard let features = words.first, let out else { return true }
    let experiment = try ExperimentReader.read(overrides: overrides)
    let console = Console()
    let result = try ClusterJob(
      features: URL(fileURLWithPath: features), dataset: dataset, out: URL(fileURLWithPath: out),
      assignTo: assignTo.map { URL(fileURLWithPath: $0) }, experiment: experiment, console: console
    ).perform()
    try console.say(result, asJSON: json)
    return result.converged
  }
}
