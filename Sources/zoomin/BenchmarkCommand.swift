import ArgumentParser
import Experiments

struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark", abstract: "Measure the program on this machine.", subcommands: [Cluster.self])

  struct Cluster: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cluster",
      abstract: "Seconds, memory and quality of a clustering of drawn features with planted groups.")

    @Option(help: "Rows to draw.")
    var rows = 5_000

    @Option(help: "Numbers per row.")
    var dimensions = 1_024

    @Argument(help: "Overrides such as cluster.method=hierarchical runtime.threads=2.")
    var overrides: [String] = []

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func validate() throws {
      guard (2...10_000_000).contains(rows), (1...100_000).contains(dimensions) else {
        throw ValidationError("--rows is from 2 to 10000000, --dimensions from 1 to 100000.")
      }
    }

    func run() throws {
      var experiment = Experiment()
      try ExperimentReader.apply(overrides: overrides, to: &experiment)
      let console = Console()
      let result = try ClusterBenchmark(
        rows: rows, dimensions: dimensions, experiment: experiment, console: console
      ).perform()
      console.say(json ? try result.json() : result.text)
    }
  }
}
