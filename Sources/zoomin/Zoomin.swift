import ArgumentParser
import Commands
import Pipeline

/// The root of the command line. Each verb has a file of its own, without logic.
struct Zoomin: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zoomin",
    abstract: "A workbench for finding new retinal lesions: Zoom-in-Net, affinity propagation, mosaics.",
    discussion: """
      Learns from image-level diabetic-retinopathy grades, mines M features where the attention is high, \
      clusters them by affinity propagation and shows every cluster as a mosaic of patches. For research only.

      EXAMPLES:
        zoomin run experiments/quickstart.yaml
        zoomin runs list
        zoomin browse
      """,
    version: Program.version,
    subcommands: [ProbeCommand.self, MeasureCommand.self, NetworkCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Run experiments",
        subcommands: [
          RunCommand.self, RunsCommand.self, SweepCommand.self, PrepareCommand.self, TrainCommand.self,
          MineCommand.self, EvaluateCommand.self, PredictCommand.self,
        ]),
      CommandGroup(
        name: "Look for lesions",
        subcommands: [
          ClusterCommand.self, JudgeCommand.self, MosaicCommand.self, CandidatesCommand.self,
          CompareCommand.self, ReportCommand.self, BrowseCommand.self, LabelsCommand.self,
          NotebookCommand.self,
        ]),
      CommandGroup(
        name: "Data and weights",
        subcommands: [DataCommand.self, PhantomCommand.self, ImportWeightsCommand.self]),
      CommandGroup(
        name: "This program and this machine",
        subcommands: [SchemaCommand.self, DoctorCommand.self, BenchmarkCommand.self]),
    ])
}
