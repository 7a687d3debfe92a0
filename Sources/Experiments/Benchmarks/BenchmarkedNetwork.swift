import NeuralNet
import Workbench
import ZoomInNet

/// Which network a benchmark measures, and how.
public struct BenchmarkedNetwork {
  /// Training or inference.
  public typealias Pass = NetworkWork.Pass

  /// The name on the command line.
  public let name: String
  /// Training or inference.
  public let pass: Pass
  /// Eyes of a batch.
  public let batch: Int
  let part: NetworkWork.Part
  let precision: Precision
  let laneCount: Int
  let threadCount: Int
  private let configuration: ZoomInNetConfiguration

  /// What `--model` may be.
  public static var names: [String] { ["joint"] + ZoomInNetPreset.all.map(\.name) }

  /// What is wrong with a name and a batch, as a sentence; nil where nothing is.
  public static func fault(named name: String, _ pass: Pass, batch: Int) -> String? {
    guard names.contains(name) else {
      let suggestion = Suggestion.nearest(to: name, among: names).map { " Did you mean \($0)?" } ?? ""
      return "There is no network \(name).\(suggestion) --model is one of \(names.joined(separator: ", "))."
    }
    guard (1...4_096).contains(batch) else { return "--batch is from 1 to 4096." }
    guard pass == .inference || batch % 2 == 0 else {
      return "A batch of \(batch) holds half a patient: training sees both eyes, so --batch is even."
    }
    return nil
  }

  /// A network by its name: the M-Net of a preset, or `joint`, which is all of `model.preset`. The name and the
  /// batch have no `fault`.
  ///
  /// Precision, lanes and threads are those of the section `runtime:`.
  public init(named name: String, _ pass: Pass, batch: Int, experiment: Experiment) {
    precondition(Self.fault(named: name, pass, batch: batch) == nil, "faults are asked for before")
    var experiment = experiment
    part = name == "joint" ? .joint : .mNet
    if part == .mNet { experiment.model.preset = name }
    self.name = name
    self.pass = pass
    self.batch = batch
    precision = experiment.precision
    laneCount = experiment.laneCount
    threadCount = experiment.budget.threadCount
    configuration = experiment.network
  }

  func model() -> ZoomInNetModel { ZoomInNetModel(configuration, seed: 1, wakesResting: true) }

  func network(_ model: ZoomInNetModel) throws -> NetworkWork {
    try NetworkWork(
      model, part, pass, eyeCount: batch, precision: precision, laneCount: laneCount, threadCount: threadCount
    )
  }
}
