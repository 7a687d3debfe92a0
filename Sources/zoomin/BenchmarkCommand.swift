import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark", abstract: "Measure the program on this machine.",
    discussion: """
      Seconds are medians over the measured batches. Close other programs first.

      EXAMPLES:
        zoomin benchmark step --model joint model.preset=paper
        zoomin benchmark cluster --rows 20000
        zoomin benchmark prepare left.jpeg right.jpeg
      """,
    subcommands: [Step.self, Infer.self, Layers.self, Cluster.self, Prepare.self])

  /// The options of all benchmarks of networks.
  struct Network: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "One network, or joint: all three networks of model.preset in one step.",
        discussion: "One of \(BenchmarkedNetwork.names.joined(separator: ", "))."))
    var model = "m-net-a"

    @Option(help: "Pictures per batch; for joint the number of eyes, two per patient.")
    var batch = 4

    @Option(help: "f32, bf16 or auto; the same as runtime.precision.")
    var precision: String?

    @Option(help: "Measured batches.")
    var repetitions = 5

    @Option(name: .customLong("warm-ups"), help: "Batches before these that are not measured.")
    var warmUps = 2

    @Argument(help: "Overrides such as model.preset=paper runtime.lanes=2.")
    var overrides: [String] = []

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func validate() throws {
      if let fault = BenchmarkedNetwork.fault(named: model, batch: batch) {
        throw ValidationError(fault)
      }
      guard (1...10_000).contains(repetitions), (0...1_000).contains(warmUps) else {
        throw ValidationError("--repetitions must be from 1 to 10000, --warm-ups from 0 to 1000.")
      }
    }

    func network(_ pass: BenchmarkedNetwork.Pass) throws -> BenchmarkedNetwork {
      let own = precision.map { ["runtime.precision=\($0)"] } ?? []
      let experiment = try ExperimentReader.read(overrides: overrides + own)
      return BenchmarkedNetwork(named: model, pass, batch: batch, experiment: experiment)
    }
  }

  struct Step: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "step",
      abstract: "Seconds and memory of a training step: forward, backward and SGD with momentum and decay.",
      discussion: """
        EXAMPLES:
          zoomin benchmark step
          zoomin benchmark step --model joint --batch 4 model.preset=small
          zoomin benchmark step --model m-net-a --precision bf16 --json
        """)

    @OptionGroup var options: Network

    func run() throws {
      let result = try NetworkBenchmark(
        options.network(.training), warmUpCount: options.warmUps, repetitionCount: options.repetitions
      ).perform()
      try Console().say(result, asJSON: options.json)
    }
  }

  struct Infer: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "infer", abstract: "Seconds and memory of inference on a batch, with batch norm folded.",
      discussion: """
        EXAMPLES:
          zoomin benchmark infer --model m-net-a
          zoomin benchmark infer --model c-net --batch 16 runtime.lanes=2
        """)

    @OptionGroup var options: Network

    func run() throws {
      let result = try NetworkBenchmark(
        options.network(.inference), warmUpCount: options.warmUps, repetitionCount: options.repetitions
      ).perform()
      try Console().say(result, asJSON: options.json)
    }
  }

  struct Layers: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "layers",
      abstract: "Which layers take the time of a step, with its convolutions compared with oneDNN's alone.",
      discussion: """
        EXAMPLES:
          zoomin benchmark layers --model m-net-a
          zoomin benchmark layers --model c-net --inference --layers 20
        """)

    @OptionGroup var options: Network

    @Flag(help: "Measure inference on a batch instead of a training step.")
    var inference = false

    @Option(help: "How many of the slowest layers to list.")
    var layers = 12

    private var pass: BenchmarkedNetwork.Pass { inference ? .inference : .training }

    func validate() throws {
      guard layers >= 0 else { throw ValidationError("--layers must be at least 0.") }
    }

    func run() throws {
      let table = try LayerBenchmark(
        options.network(pass), warmUpCount: options.warmUps, repetitionCount: options.repetitions,
        layerCount: layers
      ).perform()
      try Console().say(table, asJSON: options.json)
    }
  }

  struct Cluster: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cluster",
      abstract: "Seconds, memory and quality of a clustering of drawn features with planted groups.",
      discussion: """
        EXAMPLES:
          zoomin benchmark cluster --rows 5000 --dimensions 1024
          zoomin benchmark cluster --rows 100000 cluster.method=hierarchical
        """)

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
        throw ValidationError("--rows must be from 2 to 10000000, --dimensions from 1 to 100000.")
      }
    }

    func run() throws {
      let experiment = try ExperimentReader.read(overrides: overrides)
      let console = Console()
      let result = try ClusterBenchmark(
        rows: rows, dimensions: dimensions, experiment: experiment, console: console
      ).perform()
      try console.say(result, asJSON: json)
    }
  }

  struct Prepare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prepare", abstract: "Seconds one core takes to prepare photographs, from file to file.",
      discussion: """
        Each photograph is decoded, its retina found, cut out and scaled to data.zoom_pixels, and encoded again. \
        Nothing is written.

        EXAMPLES:
          zoomin benchmark prepare left.jpeg right.jpeg
          zoomin benchmark prepare left.jpeg data.zoom_pixels=560 --repetitions 20
        """)

    @Argument(help: "Photographs, followed by overrides such as data.zoom_pixels=1230.")
    var pictures: [String]

    @Option(help: "Measured repetitions.")
    var repetitions = 5

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    private var overrides: [String] { pictures.filter { $0.contains("=") } }
    private var files: [String] { pictures.filter { !$0.contains("=") } }

    func validate() throws {
      guard !files.isEmpty else { throw ValidationError("Name at least one photograph.") }
      guard (1...10_000).contains(repetitions) else {
        throw ValidationError("--repetitions must be from 1 to 10000.")
      }
    }

    func run() throws {
      let result = try PreparationBenchmark(
        files.map { URL(fileURLWithPath: $0) }, experiment: try ExperimentReader.read(overrides: overrides),
        repetitionCount: repetitions
      ).perform()
      try Console().say(result, asJSON: json)
    }
  }
}
