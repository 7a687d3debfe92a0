import ArgumentParser
import Foundation
import Pipeline

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Make many clusterings of one feature file and compare them.",
    discussion: """
      Every combination of the values under sweep: becomes a clustering (a member) with its judgement. Prints a table \
      with a recommended member and writes it as sweep.csv; sweep.png shows cluster counts and stability against the \
      preference. Clusterings that exist already are not made again. Ends with 1 if a member failed.

      EXAMPLES:
        zoomin sweep experiments/cluster-sweep.yaml
        zoomin sweep experiments/cluster-sweep.yaml --run 3f9a
        zoomin sweep experiments/cluster-sweep.yaml --features features.h5

      EXIT CODES:
        1   a member failed
      """)

  @Argument(help: "The sweep, a YAML file.")
  var sweep: String

  @Argument(help: "Overrides of the sweep's base such as cluster.damping=0.8.")
  var overrides: [String] = []

  @Option(help: "The feature file, instead of the source in the sweep.")
  var features: String?

  @Option(help: "The data set that holds the features, where it is not /features.")
  var dataset: String?

  @Option(
    name: .customLong("run"),
    help: "The run whose features are clustered, instead of the source in the sweep.")
  var runFolder: String?

  @Option(help: "The folder of the results; by default sweeps/NAME under runtime.outputs.")
  var out: String?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func validate() throws {
    if features != nil, runFolder != nil { throw ValidationError("Give --features or --run, not both.") }
    if dataset != nil, runFolder != nil {
      throw ValidationError("--dataset names a data set of a feature file, not of --run.")
    }
  }

  func run() throws {
    var read = try SweepReader.read(URL(fileURLWithPath: sweep), overrides: overrides)
    if let features { (read.source, read.dataset) = (.features(features), dataset) }
    if let runFolder { (read.source, read.dataset) = (.run(runFolder), nil) }
    if let dataset {
      guard case .features = read.source else {
        throw ValidationError("--dataset names a data set of a feature file, but the sweep names a run.")
      }
      read.dataset = dataset
    }
    let console = Console()
    let result = try SweepRun(
      read, place: sweep, out: out.map { URL(fileURLWithPath: $0, isDirectory: true) }, console: console
    ).perform()
    try console.say(result, asJSON: json)
    if result.failedCount > 0 { throw ExitCodeRequest(code: .negative) }
  }
}
