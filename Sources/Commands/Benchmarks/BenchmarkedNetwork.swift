import NeuralNet
import Settings
import Workbench
import ZoomInNet

/// The network that a benchmark measures, with its settings.
public struct BenchmarkedNetwork {
  /// Training or inference.
  public typealias Pass = NetworkWork.Pass

  /// The values of `--model`: a single network, or all three in one step.
  public static let names = NamedNetwork.names + [jointName]

  /// A network with its parameters in memory, before a plan is made.
  enum Model {
    case alone(NamedNetwork, Parameters)
    case joint(ZoomInNetModel)

    var parameters: Parameters {
      switch self {
      case .alone(_, let parameters): parameters
      case .joint(let model): model.parameters
      }
    }

    var preset: ZoomInNetPreset {
      switch self {
      case .alone(let network, _): network.preset
      case .joint(let model): model.configuration.preset
      }
    }
  }

  let name: String
  let pass: Pass
  let batch: Int
  let precision: Precision
  let laneCount: Int
  let threadCount: Int
  private let configuration: ZoomInNetConfiguration

  private static let jointName = "joint"

  /// The error in a name and a batch size, as a sentence; nil if there is none.
  public static func fault(named name: String, batch: Int) -> String? {
    guard names.contains(name) else {
      let suggestion = Suggestion.nearest(to: name, among: names).map { " Did you mean \($0)?" } ?? ""
      return "There is no network \(name).\(suggestion) --model is one of \(names.joined(separator: ", "))."
    }
    guard (1...4_096).contains(batch) else { return "--batch is from 1 to 4096." }
    guard name != jointName || batch % 2 == 0 else {
      return
        "A batch of \(batch) is odd, but all three networks read both eyes of a patient, so --batch must be even."
    }
    return nil
  }

  /// A network by its name: one of `NamedNetwork`, or `joint`, which is all of `model.preset`. Name and batch have
  /// no `fault`.
  ///
  /// Precision, lanes and threads are those of the section `runtime:`.
  public init(named name: String, _ pass: Pass, batch: Int, experiment: Experiment) {
    precondition(Self.fault(named: name, batch: batch) == nil, "the caller checks for faults first")
    self.name = name
    self.pass = pass
    self.batch = batch
    precision = experiment.precision
    laneCount = experiment.laneCount
    threadCount = experiment.budget.threadCount
    configuration = experiment.network
  }

  func model() -> Model {
    guard let network = NamedNetwork.named(name) else {
      return .joint(ZoomInNetModel(configuration, seed: 1, wakesResting: true))
    }
    return .alone(network, Parameters(for: [network.graph], seed: 1, wakesResting: true))
  }

  func work(of model: Model) throws -> NetworkWork {
    switch model {
    case .alone(let network, let parameters):
      try NetworkWork(
        network, parameters, pass, itemCount: batch, precision: precision, laneCount: laneCount)
    case .joint(let model):
      try NetworkWork(
        jointlyBy: model, pass, eyeCount: batch, precision: precision, laneCount: laneCount,
        threadCount: threadCount)
    }
  }
}
