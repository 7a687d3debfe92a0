import Fundus
import Runs
import Synchronization
import Workbench
import ZoomInNet

/// A network's prediction for one picture, without M.
struct PictureReading: Sendable {
  /// The picture's index in the prepared set.
  let picture: Int
  /// Probabilities of the five grades by what decides them: the heads that are trained, and their mean.
  let probabilities: [HeadConfiguration.Decision: [Float]]
  /// The sampled regions, highest response first.
  var regions: [Region]

  init(_ prediction: PicturePrediction) {
    picture = prediction.picture
    var probabilities = [HeadConfiguration.Decision.combined: prediction.probabilities]
    for (head, values) in prediction.heads { probabilities[HeadConfiguration.Decision(head)] = values }
    self.probabilities = probabilities
    regions = prediction.regions
  }
}

/// A network's predictions for pictures, by their index in the prepared set.
struct PictureReadings: Sendable {
  private let readings: [Int: PictureReading]

  /// The predictions for some splits. Pictures without a known prediction are read.
  ///
  /// - Parameters:
  ///   - known: earlier predictions of the same network.
  ///   - predictor: makes the predictor; called only if a prediction is not known.
  init(
    _ splits: [Split], of prepared: PreparedSet, known: [Int: PictureReading] = [:],
    with predictor: () throws -> ZoomInNetPredictor, progress: ProgressListener
  ) throws {
    let wanted = prepared.manifest.entries.indices.filter {
      splits.contains(prepared.manifest.entries[$0].split)
    }
    var readings = known.filter { wanted.contains($0.key) }
    let missing = wanted.filter { readings[$0] == nil }
    if !missing.isEmpty {
      try predictor().predict(missing, progress: progress) { readings[$0.picture] = PictureReading($0) }
    }
    self.readings = readings
  }

  /// The given predictions.
  init(_ readings: [PictureReading]) {
    self.readings = Dictionary(uniqueKeysWithValues: readings.map { ($0.picture, $0) })
  }

  /// The pictures that were read, in order.
  var indices: [Int] { readings.keys.sorted() }

  /// What was read, in the order y_m, y_a, y_c, y.
  var heads: [HeadConfiguration.Decision] {
    guard let first = readings.values.first else { return [] }
    return (Head.allCases.map { .init($0) } + [.combined]).filter { first.probabilities[$0] != nil }
  }

  subscript(index: Int) -> PictureReading {
    guard let reading = readings[index] else {
      preconditionFailure("picture \(index) was never read")
    }
    return reading
  }
}

/// The predictions that this process has already made, because mining and evaluation need the same ones.
final class ReadingMemory: Sendable {
  private struct Content {
    var key: String?
    var readings: [Int: PictureReading] = [:]
  }

  private let content = Mutex(Content())

  /// Keeps a prediction by the network with a key. Predictions of other networks are dropped.
  func keep(_ reading: PictureReading, of key: String) {
    content.withLock { content in
      if content.key != key { content = Content(key: key) }
      content.readings[reading.picture] = reading
    }
  }

  /// The predictions of the network with a key, by picture.
  func readings(of key: String) -> [Int: PictureReading] {
    content.withLock { $0.key == key ? $0.readings : [:] }
  }
}

extension PredictionTable.Row {
  /// What a network says about a picture of a manifest.
  init(_ entry: ManifestEntry, _ reading: PictureReading, decidedBy head: HeadConfiguration.Decision) {
    self.init(
      image: entry.id, patient: entry.patient, eye: entry.eye.rawValue, grade: entry.grade,
      probabilities: Dictionary(
        uniqueKeysWithValues: reading.probabilities.map { ($0.key.rawValue, $0.value) }),
      decidedBy: head.rawValue)
  }
}
