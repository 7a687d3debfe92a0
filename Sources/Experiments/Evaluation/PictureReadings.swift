import ZoomInNet

/// What a network said of pictures, by their index in the prepared set.
struct PictureReadings: Sendable {
  /// Readings by picture.
  private let readings: [Int: PictureReading]

  init(_ readings: [Int: PictureReading]) { self.readings = readings }

  /// The pictures that were read, in order.
  var indices: [Int] { readings.keys.sorted() }

  /// The names of the heads that were trained, `y` (their mean) included, in the order y_m, y_a, y_c, y.
  var heads: [String] {
    guard let first = readings.values.first else { return [] }
    return ["y_m", "y_a", "y_c", "y"].filter { first.probabilities[$0] != nil }
  }

  subscript(index: Int) -> PictureReading {
    guard let reading = readings[index] else {
      preconditionFailure("picture \(index) was never read")
    }
    return reading
  }
}
