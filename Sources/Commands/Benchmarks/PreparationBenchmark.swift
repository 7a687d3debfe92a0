import Foundation
import Fundus
import Pipeline
import Settings
import Workbench

/// `zoomin benchmark prepare`: how long one core takes to prepare photographs.
public struct PreparationBenchmark {
  /// What was measured.
  public struct Result: CommandResult, Encodable {
    let schemaVersion = 1
    let work = "prepare"
    let pictures: Int
    /// The mean size of a photograph's file.
    let bytesPerPicture: Int
    let zoomPixels: Int
    let repetitions: Int
    /// The median repetition's time, divided by the number of photographs. They were read before, so that the system has
    /// their files in memory.
    let secondsPerPicture: Double
    let fastestSecondsPerPicture: Double
    let slowestSecondsPerPicture: Double

    public var text: String {
      """
      \(pictures) photographs prepared at \(zoomPixels) pixels on one core: \
      \(String(format: "%.4f", secondsPerPicture)) s each, the median of \(repetitions) repetitions \
      from \(String(format: "%.4f to %.4f", fastestSecondsPerPicture, slowestSecondsPerPicture)) s.
      """
    }
  }

  private let pictures: [URL]
  private let experiment: Experiment
  private let repetitionCount: Int

  /// A measurement on some photographs by the section `data:` of an experiment.
  public init(_ pictures: [URL], experiment: Experiment, repetitionCount: Int) {
    self.pictures = pictures
    self.experiment = experiment
    self.repetitionCount = repetitionCount
  }

  /// Prepares every photograph once without measuring, then `repetitionCount` times. Nothing is written.
  ///
  /// - Throws: `ImagingError` or `FundusError` for a photograph that cannot be prepared; `WorkbenchError` `.stopped`.
  public func perform() throws -> Result {
    let preparation = PicturePreparation(experiment.preparation)
    for picture in pictures { _ = try preparation.prepared(picture) }
    var seconds: [Double] = []
    let clock = ContinuousClock()
    for _ in 0..<repetitionCount {
      let start = clock.now
      for picture in pictures {
        try Interruption.check("benchmark")
        _ = try preparation.prepared(picture)
      }
      seconds.append((clock.now - start) / .seconds(1) / Double(pictures.count))
    }
    seconds.sort()
    let bytes = try pictures.reduce(0) { $0 + (try $1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) }
    return Result(
      pictures: pictures.count, bytesPerPicture: bytes / pictures.count,
      zoomPixels: experiment.preparation.zoomPixels, repetitions: repetitionCount,
      secondsPerPicture: seconds[seconds.count / 2], fastestSecondsPerPicture: seconds[0],
      slowestSecondsPerPicture: seconds[seconds.count - 1])
  }
}
