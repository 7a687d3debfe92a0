import Foundation
import Fundus
import Imaging
import NeuralNet
import Runs
import Settings
import TestSupport
import Workbench

@testable import Pipeline
@testable import ZoomInNet

/// Pictures of a few patients, both eyes of each, with a table of grades: what stages of a run read.
struct StudyFolder {
  let folder: TemporaryFolder
  /// The grade of each patient's eyes; every other patient is for training, the rest for testing.
  let grades: [Int]

  var data: URL { folder["data"] }
  var outputs: URL { folder["outputs"] }
  var run: RunDirectory { RunDirectory(outputs.appendingPathComponent("experiment/run")) }
  let identity = RunIdentity(base: "base", laneCount: 1, precision: "f32")

  init(grades: [Int] = [0, 2, 4, 1]) throws {
    folder = try TemporaryFolder()
    self.grades = grades
    var table = "image,patient,eye,level,split\n"
    for (patient, grade) in grades.enumerated() {
      for (number, eye) in ["left", "right"].enumerated() {
        try picture(shade: UInt8(80 + 20 * patient + 5 * number), "\(patient)_\(eye)")
        table += "\(patient)_\(eye),\(patient),\(eye),\(grade),\(patient % 2 == 0 ? "train" : "test")\n"
      }
    }
    try folder.write(table, "data/manifest.csv")
  }

  /// A small network on the study's pictures.
  func experiment(_ overrides: [String] = []) throws -> Experiment {
    try ExperimentReader.read(
      overrides: [
        "data.source=table", "data.root=\(data.path)", "model.preset=testing",
        "runtime.outputs=\(outputs.path)",
        "runtime.lanes=1", "runtime.threads=2",
      ] + overrides)
  }

  func context(_ overrides: [String] = [], console: Console = Console()) throws -> RunContext {
    let experiment = try experiment(overrides)
    return RunContext(
      experiment, run: run, identity: identity, data: ExperimentData(experiment, console: console),
      console: console)
  }

  /// Records a network of every phase as if it had been trained, the weights drawn from a seed.
  func train(_ overrides: [String] = [], seed: UInt64 = 40) throws {
    let experiment = try experiment(overrides)
    try ResolvedExperiment(experiment.yaml).write(to: run)
    try identity.write(to: run)
    let phases = experiment.train.phases
    for (index, phase) in phases.enumerated() {
      let model = ZoomInNetModel(experiment.network, seed: seed)
      let file = run.checkpoint(phase.rawValue)
      try TrainingCheckpoint(
        phase: phase, epoch: 1, batch: 0, isPhaseComplete: true, key: "k", parameters: model.parameters,
        optimiser: SGD(SGDConfiguration(learningRate: 1))
      ).write(to: file)
      let output = TrainStage.Output(
        checkpoint: run.relativePath(of: file),
        phases: phases.prefix(index + 1).map(\.rawValue))
      try StageLedger(run).record(
        StageLedger.Entry(key: "\(phase.rawValue) \(seed)", output: output), of: phase.stage.rawValue)
    }
  }

  func prepared() throws -> PreparedSet { try context().prepared() }

  /// Draws a retina of one colour.
  func picture(shade: UInt8, _ id: String) throws {
    var raster = Raster(width: 160, height: 160, channelCount: 3)
    for row in 0..<160 {
      for column in 0..<160 where (row - 80) * (row - 80) + (column - 80) * (column - 80) < 76 * 76 {
        let index = (row * 160 + column) * 3
        (raster.samples[index], raster.samples[index + 1], raster.samples[index + 2]) = (
          shade, shade / 2, shade / 4
        )
      }
    }
    try folder.write(try raster.png(), "data/\(id).png")
  }
}

/// The lines that a console wrote to its log.
struct ConsoleLog {
  let console = Console()
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try console.open(log: folder["log.txt"])
  }

  /// The lines without their times.
  var lines: [String] {
    get throws {
      try String(contentsOf: folder["log.txt"], encoding: .utf8).split(separator: "\n").map {
        String($0.drop { $0 != " " }.dropFirst())
      }
    }
  }
}
