import Foundation
import NeuralNet
import Pipeline
import Runs
import Workbench
import ZoomInNet

/// `zoomin benchmark step` and `infer`: seconds and memory of a network on this machine.
public struct NetworkBenchmark {
  /// What was measured.
  public struct Result: CommandResult, Encodable {
    let schemaVersion = 1
    let work: String
    let model: String
    let preset: String
    let batch: Int
    let precision: String
    let lanes: Int
    let threads: Int
    let warmUps: Int
    let repetitions: Int
    /// The median step's time, divided by the batch.
    let secondsPerImage: Double
    let secondsPerStep: Double
    let fastestSecondsPerStep: Double
    let slowestSecondsPerStep: Double
    /// Memory with the parameters loaded, before plans are made.
    let idleMemoryBytes: Int
    /// The peak during the repetitions, after the warm-ups.
    let peakMemoryBytes: Int
    /// The part of it that the plans allocate.
    let planBytes: Int
    let parameters: Int

    public var text: String {
      """
      \(work) of \(model) (preset \(preset)), batch \(batch), \(precision), \(lanes) lanes: \
      \(String(format: "%.4f", secondsPerImage)) s an image, the median of \(repetitions) steps \
      from \(String(format: "%.3f to %.3f", fastestSecondsPerStep, slowestSecondsPerStep)) s.
      Memory: \(Self.size(peakMemoryBytes - idleMemoryBytes)) above the model at rest \
      (\(Self.size(idleMemoryBytes))), of which the plans set \(Self.size(planBytes)) aside.
      """
    }

    private static func size(_ bytes: Int) -> String { String(format: "%.3f GB", Double(bytes) / 1e9) }
  }

  private let work: BenchmarkedNetwork
  private let warmUpCount: Int
  private let repetitionCount: Int

  /// A measurement of `repetitionCount` batches after `warmUpCount` that do not count.
  public init(_ work: BenchmarkedNetwork, warmUpCount: Int, repetitionCount: Int) {
    self.work = work
    self.warmUpCount = warmUpCount
    self.repetitionCount = repetitionCount
  }

  /// Builds the model, measures its memory, makes the plans, warms up, and measures.
  ///
  /// - Throws: `NeuralNetError`, `WorkbenchError` `.stopped`.
  public func perform() throws -> Result {
    let model = work.model()
    let idle = ResidentMemory.currentBytes
    let network = try work.work(of: model)
    for _ in 0..<warmUpCount { try network.perform() }
    ResidentMemory.forgetPeak()
    var seconds: [Double] = []
    let clock = ContinuousClock()
    for _ in 0..<repetitionCount {
      try Interruption.check("benchmark")
      let start = clock.now
      try network.perform()
      seconds.append((clock.now - start) / .seconds(1))
    }
    let peak = ResidentMemory.peakBytes
    seconds.sort()
    let median = seconds[seconds.count / 2]
    return Result(
      work: work.pass == .training ? "step" : "infer", model: work.name,
      preset: model.preset.name, batch: work.batch, precision: work.precision.rawValue,
      lanes: work.laneCount, threads: work.threadCount, warmUps: warmUpCount, repetitions: repetitionCount,
      secondsPerImage: median / Double(work.batch), secondsPerStep: median,
      fastestSecondsPerStep: seconds[0], slowestSecondsPerStep: seconds[seconds.count - 1],
      idleMemoryBytes: idle, peakMemoryBytes: peak, planBytes: network.planBytes,
      parameters: model.parameters.count)
  }
}
