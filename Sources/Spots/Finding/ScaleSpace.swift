import CKernels
import Workbench

/// At each place of a picture, how strongly a spot of either polarity stands out at its best scale.
struct ScaleSpace {
  /// The places of one polarity.
  struct Map {
    /// [side, side]: the strength of the strongest spot; 0 if there is none.
    fileprivate(set) var strengths: [Float]
    /// [side, side]: the index of its sigma.
    fileprivate(set) var scales: [UInt8]

    fileprivate mutating func write(_ body: (ck_spot_map) -> Void) {
      strengths.withUnsafeMutableBufferPointer { strengths in
        scales.withUnsafeMutableBufferPointer { scales in
          body(ck_spot_map(strength: strengths.baseAddress, scale: scales.baseAddress))
        }
      }
    }
  }

  private(set) var dark: Map
  private(set) var bright: Map

  /// The scales of a picture; where `inside` is 0 there are no spots. The number of threads does not change the result.
  ///
  /// - Parameters:
  ///   - channels: the colours that are searched; at each place the one in which a spot stands out most counts.
  ///   - ceiling: contrast of the other sign beyond this counts as this much, so that the gap between two bright lesions
  ///     is no dark spot.
  init(
    _ picture: ContrastPicture, channels: [SpotChannel], ceiling: Float, sigmas: [Float], inside: [UInt8],
    threadCount: Int
  ) {
    let side = picture.side
    let area = side * side
    let empty = Map(
      strengths: [Float](repeating: 0, count: area), scales: [UInt8](repeating: 0, count: area))
    (dark, bright) = (empty, empty)
    var planes = [Float](repeating: 0, count: 3 * area)
    let unused = ck_spot_map(strength: nil, scale: nil)

    func filter(_ channel: SpotChannel, _ range: ClosedRange<Float>, _ sigma: Float) {
      planes.withUnsafeMutableBufferPointer { planes in
        guard let base = planes.baseAddress else { return }
        let writes = DisjointWrites(base: base)
        Self.forEachBlock(of: side, threadCount: threadCount) { rows in
          picture.withPlane(channel) { plane in
            ck_spot_rows(
              plane, Int32(side), range.lowerBound, range.upperBound, sigma, Int32(rows.lowerBound),
              Int32(rows.upperBound), writes.base)
          }
        }
      }
    }

    func compare(_ scale: Int, dark: ck_spot_map, bright: ck_spot_map) {
      let targets = Targets(dark: dark, bright: bright)
      let filtered = planes
      Self.forEachBlock(of: side, threadCount: threadCount) { rows in
        ck_spot_columns(
          filtered, inside, Int32(side), sigmas[scale], Int32(scale), Int32(rows.lowerBound),
          Int32(rows.upperBound), targets.dark, targets.bright)
      }
    }

    for channel in channels {
      for (scale, sigma) in sigmas.enumerated() {
        if ceiling >= 1 {
          // Nothing is cut off, so both polarities have the same derivatives.
          filter(channel, -1...1, sigma)
          dark.write { dark in bright.write { compare(scale, dark: dark, bright: $0) } }
        } else {
          filter(channel, -1...ceiling, sigma)
          dark.write { compare(scale, dark: $0, bright: unused) }
          filter(channel, -ceiling...1, sigma)
          bright.write { compare(scale, dark: unused, bright: $0) }
        }
      }
    }
  }

  /// The places of a polarity.
  func map(_ polarity: Spot.Polarity) -> Map { polarity == .dark ? dark : bright }

  // MARK: -

  /// Maps whose blocks of rows are written by several threads, each block by one.
  private struct Targets: @unchecked Sendable {
    let dark: ck_spot_map
    let bright: ck_spot_map
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
