import Fundus
import Workbench
import ZoomInNet

/// What a network said of one picture, without M.
struct PictureReading: Sendable {
  /// Probabilities of the five grades by head: y_m, y_a, y_c where trained, and y, the combined one.
  let probabilities: [String: [Float]]
  /// y.
  let combined: [Float]
  /// The sampled regions, highest response first.
  let regions: [Region]

  init(_ prediction: PicturePrediction) {
    combined = prediction.probabilities
    var probabilities = ["y": prediction.probabilities]
    for (head, values) in prediction.heads { probabilities[head.rawValue] = values }
    self.probabilities = probabilities
    regions = prediction.regions
  }
}

/// What a network said of pictures, by their index in the prepared set.
struct PictureReadings: Sendable {
  private let readings: [Int: PictureReading]

  /// Reads the pictures of some splits with a network.
  init(
    _ splits: [Split], of prepared: PreparedSet, with predictor: ZoomInNetPredictor,
    progress: ProgressListener
  ) throws {
    let wanted = prepared.manifest.entries.indices.filter {
      splits.contains(prepared.manifest.entries[$0].split)
    }
    var readings: [Int: PictureReading] = [:]
    try predictor.predict(wanted, progress: progress) { readings[$0.picture] = PictureReading($0) }
    self.readings = readings
  }

  /// The pictures that were read, in order.
  var indices: [Int] { readings.keys.sorted() }

  /// The names of the heads that were read, in the order y_m, y_a, y_c, y.
  var heads: [String] {
    guard let first = readings.values.first else { return [] }
    return (Head.allCases.map(\.rawValue) + ["y"]).filter { first.probabilities[$0] != nil }
  }

  subscript(index: Int) -> PictureReading {
    guard let reading = readings[index] else {
      preconditionFailure("picture \(index) was never read")
    }
    return reading
  }
}
