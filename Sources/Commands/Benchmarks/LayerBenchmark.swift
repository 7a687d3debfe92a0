import Foundation
import NeuralNet
import Pipeline
import Runs
import Workbench
import ZoomInNet

/// `zoomin benchmark layers`: how the time of a step is divided, and how its convolutions compare with oneDNN's alone.
///
/// First every step of the plans is timed while whole training steps run. Then the same number of training steps run
/// again, with the same convolution of oneDNN *alone* before and after each convolution (`BareConvolutions`). If the
/// machine is slow for a while, it is slow for both.
public struct LayerBenchmark {
  private let work: BenchmarkedNetwork
  private let warmUpCount: Int
  private let repetitionCount: Int
  private let layerCount: Int

  /// A measurement of `repetitionCount` batches after `warmUpCount` unmeasured ones. It lists the `layerCount` slowest
  /// layers.
  public init(_ work: BenchmarkedNetwork, warmUpCount: Int, repetitionCount: Int, layerCount: Int) {
    self.work = work
    self.warmUpCount = warmUpCount
    self.repetitionCount = repetitionCount
    self.layerCount = layerCount
  }

  /// Runs whole steps with a stopwatch, and then others in which each convolution is compared with the same one alone.
  ///
  /// - Throws: `NeuralNetError`, `WorkbenchError` `.stopped`.
  public func perform() throws -> LayerTable {
    let network = try work.work(of: work.model())
    for _ in 0..<warmUpCount { try network.perform() }
    func laps(of watch: Stopwatch) throws -> [Double] {
      network.stopwatch = watch
      let clock = ContinuousClock()
      return try (0..<repetitionCount).map { _ in
        try Interruption.check("benchmark")
        watch.startLap()
        let start = clock.now
        try network.perform()
        return (clock.now - start) / .seconds(1)
      }
    }
    let alone = Stopwatch()
    let lapSeconds = try laps(of: alone)
    let beside = Stopwatch(beside: BareConvolutions(lanes: work.laneCount))
    _ = try laps(of: beside)
    return LayerTable(
      work: work, lapSeconds: lapSeconds, steps: alone.steps, compared: beside.steps, layerCount: layerCount)
  }
}
