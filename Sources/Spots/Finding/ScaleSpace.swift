import CKernels
import Workbench

/// At each place of a picture, how strongly a dark and a bright spot stands out at its best scale.
struct ScaleSpace {
  /// The strongest spots of one polarity.
  struct Map {
    /// [side, side]: the strength of the strongest spot; 0 if there is none.
    private(set) var strengths: [Float]
    /// [side, side]: the index of its sigma.
    private(set) var scales: [UInt8]

    fileprivate init(area: Int) {
      (strengths, scales) = ([Float](repeating: 0, count: area), [UInt8](repeating: 0, count: area))
    }

    fileprivate mutating func write(_ body: (DisjointWrites<Float>, DisjointWrites<UInt8>) -> Void) {
      strengths.withUnsafeMutableBufferPointer { strengths in
        scales.withUnsafeMutableBufferPointer { scales in
          guard let strengths = strengths.baseAddress, let scales = scales.baseAddress else { return }
          body(DisjointWrites(base: strengths), DisjointWrites(base: scales))
        }
      }
    }
  }

  private(set) var dark: Map
  private(set) var bright: Map

  /// The scales of a picture's green channel; where `inside` is 0 there are no spots. The number of threads does not
  /// change the result.
  init(_ picture: ContrastPicture, sigmas: [Float], inside: [UInt8], threadCount: Int) {
    let side = picture.side
    let area = side * side
    (dark, bright) = (Map(area: area), Map(area: area))
    var planes = [Float](repeating: 0, count: 3 * area)
    for (scale, sigma) in sigmas.enumerated() {
      planes.withUnsafeMutableBufferPointer { planes in
        guard let base = planes.baseAddress else { return }
        let rows = DisjointWrites(base: base)
        Self.forEachBlock(of: side, threadCount: threadCount) { range in
          picture.withGreen { green in
            ck_spot_rows(
              green, Int32(side), sigma, Int32(range.lowerBound), Int32(range.upperBound), rows.base)
          }
        }
      }
      let smoothed = planes
      dark.write { dark, darkScales in
        bright.write { bright, brightScales in
          Self.forEachBlock(of: side, threadCount: threadCount) { range in
            ck_spot_columns(
              smoothed, inside, Int32(side), sigma, Int32(scale), Int32(range.lowerBound),
              Int32(range.upperBound), dark.base, darkScales.base, bright.base, brightScales.base)
          }
        }
      }
    }
  }

  // MARK: -

  private static func forEachBlock(
    of side: Int, threadCount: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    let rows = 64
    Parallel.forEach(count: (side + rows - 1) / rows, threadCount: threadCount) { block in
      body(block * rows..<min(side, (block + 1) * rows))
    }
  }
}
