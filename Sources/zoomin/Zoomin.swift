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
      """,
    version: Program.version,
    subcommands: [
      RunCommand.self, PrepareCommand.self, TrainCommand.self, MineCommand.self, EvaluateCommand.self,
      PredictCommand.self,
      ClusterCommand.self, JudgeCommand.self, SweepCommand.self, MosaicCommand.self, CandidatesCommand.self,
      CompareCommand.self, BrowseCommand.self, LabelsCommand.self, PhantomCommand.self, DataCommand.self,
      NotebookCommand.self, BenchmarkCommand.self,
      ImportWeightsCommand.self, SchemaCommand.self, DoctorCommand.self, ProbeCommand.self,
      MeasureCommand.self, NetworkCommand.self,
    ])
}
