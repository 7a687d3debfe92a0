import FeatureStore
import Foundation
import Runs
import Settings
import TestSupport
import Workbench

@testable import Pipeline

/// A run whose features are mined, and of which nothing else is left: no network, no pictures, no data set.
struct MinedRun {
  let folder: TemporaryFolder
  let run: RunDirectory
  let experiment: Experiment
  let identity = RunIdentity(base: "base", laneCount: 1, precision: "f32")

  init(_ overrides: [String] = []) throws {
    folder = try TemporaryFolder()
    run = RunDirectory(folder["outputs/experiment/run"])
    experiment = try ExperimentReader.read(
      overrides: [
        "data.source=table", "data.root=\(folder["gone"].path)", "model.preset=testing", "runtime.lanes=1",
        "runtime.threads=2", "runtime.outputs=\(folder["outputs"].path)", "evaluate.permutations=20",
        "judge.permutations=100",
      ] + overrides)
    try ResolvedExperiment(experiment.yaml).write(to: run)
    try identity.write(to: run)
    let features = run.mining(key: "mined").features
    try FeatureFile.write(try Self.block(), to: features, dataRoot: folder["gone"])
    try StageLedger(run).record(
      StageLedger.Entry(
        key: "mined",
        output: MineStage.Output(
          features: run.relativePath(of: features), content: "content of the features", spots: nil)),
      of: StageName.mine.rawValue)
  }

  var reader: FeatureReader { get throws { try FeatureReader(run.mining(key: "mined").features) } }

  func context(console: Console = Console()) -> RunContext {
    RunContext(
      experiment, run: run, identity: identity, data: ExperimentData(experiment, console: console),
      console: console)
  }

  func pipeline(_ wanted: Set<StageName>, console: Console = Console()) -> PipelineRun {
    PipelineRun(
      context(console: console), runner: StageRunner(run, experiment: experiment, console: console),
      wanted: wanted)
  }

  /// Twelve patients with regions of two kinds.
  private static func block() throws -> FeatureBlock {
    var block = FeatureBlock(dimension: 4, grid: 7)
    for patient in 0..<12 {
      var random = RandomStream(seed: 1, purpose: "mined run", items: patient)
      var regions: [FeatureRegion] = []
      var features: [Float] = []
      for kind in 0..<2 {
        let box = Box(centreX: 105 + 120 * Float(kind), centreY: 105, side: 100)
        regions.append(
          FeatureRegion(
            level: 1, rank: UInt8(kind), row: 1, column: UInt8(1 + 2 * kind), response: 1, boxSource: box,
            boxView: box.mapped(scale: 0.5), boxZoom: box, sideSource: 100))
        features += (0..<4).map { Float($0 % 2 == kind ? 1 : 0) + Float(random.normal(deviation: 0.05)) }
      }
      try block.append(
        FeatureImage(
          id: "\(patient)", path: "\(patient).png", sha256: ContentHash.hexadecimal(of: "\(patient)"),
          patient: "\(patient)", eye: "left", split: "test", width: 420, height: 420,
          grade: Int8(patient % 2 * 3),
          yM: [], yA: [], yC: [], y: [0.2, 0.2, 0.2, 0.2, 0.2],
          cropBox: Box(minX: 0, minY: 0, maxX: 420, maxY: 420)),
        attention: [Float](repeating: 0, count: 5 * 49), regions: regions, features: features)
    }
    return block
  }
}
