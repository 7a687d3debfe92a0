import Foundation
import NeuralNet
import Runs
import Workbench
import ZoomInNet

/// `zoomin benchmark layers`: where the time of a step goes, and how near its convolutions come to oneDNN's own.
///
/// Every step of the plans is timed within whole steps, one after the other as they run; a convolution's *bare* time
/// is that of the same shape made alone, in layouts of oneDNN's choice, on warm buffers (`BareConvolution`).
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

  /// Runs whole steps with a stopwatch, then every convolution alone.
  ///
  /// - Throws: `NeuralNetError`, `WorkbenchError` `.stopped`.
  public func perform() throws -> LayerTable {
    let network = try work.work(of: work.model())
    for _ in 0..<warmUpCount { try network.perform() }
    let watch = Stopwatch()
    network.stopwatch = watch
    var laps: [Double] = []
    let clock = ContinuousClock()
    for _ in 0..<repetitionCount {
      try Interruption.check("benchmark")
      watch.startLap()
      let start = clock.now
      try network.perform()
      laps.append((clock.now - start) / .seconds(1))
    }
    let steps = watch.steps
    var bare: [ConvolutionShape: BareConvolution] = [:]
    for shape in steps.compactMap(\.convolution) where bare[shape] == nil {
      try Interruption.check("benchmark")
      bare[shape] = try BareConvolution(shape, lanes: work.laneCount, repetitions: repetitionCount)
    }
    return LayerTable(
      work: work, repetitionCount: repetitionCount, steps: steps, stepSeconds: laps.sorted()[laps.count / 2],
      bare: bare, layerCount: layerCount)
  }
}
