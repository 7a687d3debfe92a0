import CKernels
import Workbench

/// At each place of a picture, how strongly a spot of one polarity stands out at its best scale.
struct ScaleSpace {
  /// [side, side]: the strength of the strongest spot; 0 if there is none.
  private(set) var strengths: [Float]
  /// [side, side]: the index of its sigma.
  private(set) var scales: [UInt8]

  /// The scales of a picture; where `inside` is 0 there are no spots. The number of threads does not change the result.
  ///
  /// - Parameter channels: the colours that are searched; at each place the one in which a spot stands out most counts.
  /// - Parameter ceiling: contrast of the other sign beyond this counts as this much, so that the gap between two bright
  ///   lesions is no dark spot.
  init(
    _ picture: ContrastPicture, _ polarity: Spot.Polarity, channels: [SpotChannel], ceiling: Float,
    sigmas: [Float], inside: [UInt8],
    threadCount: Int
  ) {
    let side = picture.side
    let area = side * side
    // A dark spot curves upwards; a bright one does in the negative.
    let sign: Float = polarity == .dark ? 1 : -1
    var (strengths, scales) = ([Float](repeating: 0, count: area), [UInt8](repeating: 0, count: area))
    var planes = [Float](repeating: 0, count: 3 * area)
    for (channel, scale) in channels.flatMap({ channel in sigmas.indices.map { (channel, $0) } }) {
      let sigma = sigmas[scale]
      Self.write(&planes) { planes in
        Self.forEachBlock(of: side, threadCount: threadCount) { range in
          picture.withPlane(channel) { plane in
            ck_spot_rows(
              plane, Int32(side), sign, ceiling, sigma, Int32(range.lowerBound), Int32(range.upperBound),
              planes.base)
          }
        }
      }
      let smoothed = planes
      Self.write(&strengths) { strengths in
        Self.write(&scales) { scales in
          Self.forEachBlock(of: side, threadCount: threadCount) { range in
            ck_spot_columns(
              smoothed, inside, Int32(side), sigma, Int32(scale), Int32(range.lowerBound),
              Int32(range.upperBound), strengths.base, scales.base)
          }
        }
      }
    }
    (self.strengths, self.scales) = (strengths, scales)
  }

  // MARK: -

  private static func write<Element>(_ values: inout [Element], _ body: (DisjointWrites<Element>) -> Void) {
    values.withUnsafeMutableBufferPointer { values in
      if let base = values.baseAddress { body(DisjointWrites(base: base)) }
    }
  }

  private static func forEachBlock(
    of side: Int, threadCount: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    let rows = 64
    Parallel.forEach(count: (side + rows - 1) / rows, threadCount: threadCount) { block in
      body(block * rows..<min(side, (block + 1) * rows))
    }
  }
}
