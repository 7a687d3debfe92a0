import Discovery
import Foundation
import Fundus
import Imaging
import Runs
import Settings
import Workbench
import ZoomInNet

/// `zoomin predict`: what a trained network says about pictures, as tables and as pictures.
///
/// Nothing is written into the run. Prepared pictures go to the cache beside it, as those of every run do.
public struct PredictionRun: Sendable {
  /// Finished predictions.
  public struct Result: CommandResult {
    /// Their folder.
    public let folder: URL
    let pictureCount: Int
    let skippedCount: Int
    /// Seconds of the network for each picture, without preparing and drawing.
    let secondsPerPicture: Double

    struct Answer: Encodable {
      let schemaVersion = 1
      let folder: String
      let predictions: String
      let regions: String
      let pictures: Int
      let skipped: Int
      let secondsPerPicture: Double
    }

    public var text: String { folder.path }

    public func json() throws -> String {
      let files = PredictionFolder(url: folder)
      return try CanonicalJSON.text(
        Answer(
          folder: folder.path, predictions: files.predictions.path, regions: files.regions.path,
          pictures: pictureCount, skipped: skippedCount, secondsPerPicture: secondsPerPicture))
    }
  }

  private let run: URL
  private let places: [URL]
  private let folder: PredictionFolder
  private let overrides: [String]
  private let draws: Bool
  private let console: Console

  /// Predictions for pictures.
  ///
  /// - Parameters:
  ///   - run: the run whose network is used.
  ///   - places: picture files, folders, tables and experiments.
  ///   - out: the folder of the results.
  ///   - overrides: settings of `data`, for folders and tables, and of `evaluate`.
  ///   - draws: whether panels and overlays are drawn.
  public init(
    run: URL, places: [URL], out: URL, overrides: [String], draws: Bool, console: Console
  ) {
    self.run = run
    self.places = places
    folder = PredictionFolder(url: out.standardizedFileURL)
    self.overrides = overrides
    self.draws = draws
    self.console = console
  }

  /// Reads every picture with the network and writes the results.
  ///
  /// - Throws: `PipelineError` if the run is not trained; errors of reading the pictures, of which broken ones are listed
  ///   in `skipped.csv` unless all are; `WorkbenchError` `.unwritable`, `.stopped`.
  public func perform() throws -> Result {
    try WritableFolder.check(folder.url, remedy: "Name another folder as --out.")
    let trained = try TrainedRun(at: run)
    var experiment = trained.experiment
    // A picture that cannot be read is listed and ends nothing, unless all are such.
    experiment.data.preparation.maximumSkippedFraction = 1
    experiment = try trained.experiment(
      reading: experiment, overrides: overrides.filter { !Experiment.namesPictures($0) }
    )
    let set = try prepared(experiment)
    let network = try trained.network()
    let attends = network.heads.contains(.aNet)
    if !attends {
      console.warn(
        "A-Net of this run was not trained (phase_2.epochs is 0), so there is no attention: no regions are listed and "
          + "nothing is drawn.")
    }
    let progress = StageProgress("predict", console: console)
    var readings: [PictureReading] = []
    var attention: [[Float]] = []
    try network.predictor(set, experiment).predict(
      Array(set.manifest.entries.indices), progress: progress.listener
    ) {
      var reading = PictureReading($0)
      if !attends { reading.regions = [] }
      readings.append(reading)
      attention.append($0.gatedAttention)
    }
    let seconds = progress.elapsedSeconds / Double(max(1, readings.count))
    if draws, attends { try draw(readings, attention, of: set, experiment) }
    try write(PictureReadings(readings), of: set, experiment)
    return Result(
      folder: folder.url, pictureCount: readings.count, skippedCount: set.skipped.count,
      secondsPerPicture: seconds)
  }

  // MARK: -

  private func prepared(_ experiment: Experiment) throws -> PreparedSet {
    let progress = StageProgress("prepare", console: console).listener
    let manifest = try NamedPictures(places, overrides: overrides, console: console).manifest(progress)
    let set = try PictureStore(folder: OutputsDirectory(experiment.outputs).preparedPictures).prepare(
      manifest, experiment.preparation, budget: experiment.budget, progress: progress)
    if let first = set.skipped.first {
      console.warn(
        "\(Counted.text(set.skipped.count, "picture is", "pictures are")) skipped, the first is \(first.path): "
          + first.reason)
    }
    return set
  }

  /// The tables, which are written last: where they are, everything is.
  private func write(_ readings: PictureReadings, of set: PreparedSet, _ experiment: Experiment) throws {
    try SkippedTable(
      set.skipped.map { SkippedTable.Row(image: $0.id, path: $0.path, reason: $0.reason) }
    ).write(to: folder.skipped)
    try AtomicFile.write(
      PredictionFolder.regions(readings, of: set, zoomPixels: experiment.preset.zoomPixels),
      to: folder.regions)
    try AtomicFile.write(
      PredictionFolder.predictions(readings, of: set, decidedBy: experiment.heads.decision),
      to: folder.predictions)
  }

  /// Panels and overlays of every picture.
  private func draw(
    _ readings: [PictureReading], _ attention: [[Float]], of set: PreparedSet, _ experiment: Experiment
  ) throws {
    let preset = experiment.preset
    _ = try Parallel.map(count: readings.count, threadCount: experiment.budget.threadCount) { index in
      let reading = readings[index]
      let entry = set.manifest.entries[reading.picture]
      let zoom = try set.zoom(reading.picture)
      let deciding = reading.probabilities[experiment.heads.decision] ?? []
      let panel = AttentionPanel(
        picture: zoom.resampled(
          width: AttentionPanel.squarePixels, height: AttentionPanel.squarePixels, filter: .area),
        gatedAttention: attention[index], cells: preset.cells.scaled(by: 1 / Double(preset.viewPixels)),
        regions: reading.regions.enumerated().map { rank, region in
          AttentionPanel.Region(
            rank: rank, level: region.level,
            box: region.cropView.mapped(scale: 1 / Float(preset.viewPixels)))
        },
        id: entry.id,
        facts: ["patient \(entry.patient)"] + (entry.eye == .unknown ? [] : ["\(entry.eye.rawValue) eye"]),
        grade: entry.grade, probabilities: deciding, experiment: experiment.general.name)
      try AtomicFile.write(try panel.drawn().png(), to: folder.panel(entry.id))
      var large = panel
      large.picture = zoom
      for (level, overlay) in try large.overlays(side: zoom.width).enumerated() {
        try AtomicFile.write(try overlay.jpeg(quality: 90), to: folder.overlay(entry.id, level: level))
      }
    }
  }
}
