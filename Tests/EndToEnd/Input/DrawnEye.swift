import Imaging

/// A photograph for tests: a striped disc, of few enough colours for a palette, on an even border.
struct DrawnEye {
  var width = 600
  var height = 450
  var centreX = 300.0
  var centreY = 225.0
  var radius = 200.0
  var border: UInt8 = 3
  var isGrey = false
  /// Rectangles of burnt-in lettering (columns, rows), as bright as `lettering`.
  var letters: [(columns: Range<Int>, rows: Range<Int>)] = []
  var lettering: UInt8 = 255

  func raster() -> Raster {
    let channels = isGrey ? 1 : 3
    var samples = [UInt8](repeating: border, count: width * height * channels)
    let bands = (0..<2).map { band in
      (0..<width).flatMap { column in
        let stripe = UInt8(((column - Int(centreX)) / 25 & 7) + 8 * band)
        return [140 + 4 * stripe, 70 + 3 * stripe, 40 + stripe].prefix(channels)
      }
    }
    for row in 0..<height {
      let dy = Double(row) + 0.5 - centreY
      let half = max(0, radius * radius - dy * dy).squareRoot()
      let first = max(0, Int((centreX - half).rounded()))
      let end = max(first, min(width, Int((centreX + half).rounded())))
      let start = row * width * channels
      samples.replaceSubrange(
        start + first * channels..<start + end * channels,
        with: bands[(row - Int(centreY)) / 50 & 1][first * channels..<end * channels])
    }
    for letter in letters {
      for row in letter.rows {
        let start = (row * width + letter.columns.lowerBound) * channels
        samples.replaceSubrange(
          start..<start + letter.columns.count * channels,
          with: repeatElement(lettering, count: letter.columns.count * channels))
      }
    }
    return Raster(width: width, height: height, channelCount: channels, samples: samples)
  }

  /// As a camera writes it.
  func jpeg() throws -> [UInt8] { Array(try raster().jpeg(quality: 95)) }

  /// Without loss.
  func png() throws -> [UInt8] { Array(try raster().png()) }
}
