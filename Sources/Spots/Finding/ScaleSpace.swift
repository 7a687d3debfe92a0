import CKernels
import Workbench

/// At each place of a picture, how strongly a dark and a bright spot stands out at its best scale.
struct ScaleSpace {
  /// [side, side]: the strength of the strongest dark spot; 0 if there is none.
  private(set) var dark: [Float]
  /// The index of its sigma.
  private(set) var darkScale: [UInt8]
  /// [side, side]: the strength of the strongest bright spot; 0 if there is none.
  private(set) var bright: [Float]
  /// The index of its sigma.
  private(set) var brightScale: [UInt8]

  /// The scales of a picture's green channel; where `inside` is 0 there are no spots. The number of threads does not change
  /// the result.
  init(_ picture: ContrastPicture, sigmas: [Float], inside: [UInt8], threadCount: Int) {
    let side = picture.side
    let area = side * side
    (dark, bright) = ([Float](repeating: 0, count: area), [Float](repeating: 0, count: area))
    (darkScale, brightScale) = ([UInt8](repeating: 0, count: area), [UInt8](repeating: 0, count: area))
    var planes = [Float](repeating: 0, count: 3 * area)
    for (scale, sigma) in sigmas.enumerated() {
      planes.withUnsafeMutableBufferPointer { planes in
        let rows = Writes(planes)
        Self.forEachBlock(of: side, threadCount: threadCount) { range in
          picture.planes.withUnsafeBufferPointer { source in
            ck_spot_rows(
              source.baseAddress! + area, Int32(side), sigma, Int32(range.lowerBound),
              Int32(range.upperBound), rows.base)
          }
        }
      }
      dark.withUnsafeMutableBufferPointer { dark in
        darkScale.withUnsafeMutableBufferPointer { darkScale in
          bright.withUnsafeMutableBufferPointer { bright in
            brightScale.withUnsafeMutableBufferPointer { brightScale in
              let (dark, darkScale) = (Writes(dark), Writes(darkScale))
              let (bright, brightScale) = (Writes(bright), Writes(brightScale))
              let smoothed = planes
              Self.forEachBlock(of: side, threadCount: threadCount) { range in
                ck_spot_columns(
                  smoothed, inside, Int32(side), sigma, Int32(scale), Int32(range.lowerBound),
                  Int32(range.upperBound),
                  dark.base, darkScale.base, bright.base, brightScale.base)
              }
            }
          }
        }
      }
    }
  }

  // MARK: -

  /// Memory in which each thread writes its own rows only.
  private struct Writes<Value>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Value>

    init(_ buffer: UnsafeMutableBufferPointer<Value>) {
      guard let base = buffer.baseAddress else { preconditionFailure("a picture has pixels") }
      self.base = base
    }
  }

  private static func forEachBlock(of side: Int, threadCount: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let rows = 64
    Parallel.forEach(count: (side + rows - 1) / rows, threadCount: threadCount) { block in
      body(block * rows..<min(side, (block + 1) * rows))
    }
  }
}
