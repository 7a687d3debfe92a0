import Foundation
import NeuralNet
import Pipeline
import Runs
import Workbench
import ZoomInNet

/// `zoomin benchmark layers`: where the time of a step goes, and how near its convolutions come to oneDNN's own.
///
/// Every step of the plans is timed within whole steps, one after the other as they run. Then as many whole steps run
/// again with the same convolution of oneDNN *alone* before and after each convolution (`BareConvolutions`): a
/// machine that is slow for a while is slow for both.
public struct LayerBenchmark {
  private let work: BenchmarkedNetwork
  private let warmUpCount: Int
  private let repetitionCount: Int
  private let layerCount: Int

  /// A measurement of `repetitionCount` batches after `warmUpCount` that do not count, with the `layerCount` layers
  /// that take longest by name.
  public init(_ work: BenchmarkedNetwork, warmUpCount: Int, repetitionCount: Int, layerCount: Int) {
    self.work = work
    self.warmUpCount = warmUpCount
    self.repetitionCount = repetitionCount
    self.layerCount = layerCount
  }

  /// Runs whole steps with a stopwatch, then others with every convolution beside itself alone.
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
