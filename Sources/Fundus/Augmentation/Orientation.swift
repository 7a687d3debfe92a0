internal import CKernels
import Imaging
import Workbench

/// One of the eight rotations and flips of a square: a flip of left and right first, then quarter turns clockwise.
///
/// The view and the zoomed patches of a picture always carry the same orientation.
public struct Orientation: Hashable, Sendable, CaseIterable {
  /// 0 ..< 8: the quarter turns, plus 4 if flipped. 0 is upright.
  public let index: Int

  /// The orientation of a number, 0 ..< 8.
  public init(_ index: Int) {
    precondition((0..<8).contains(index), "there are eight orientations")
    self.index = index
  }

  /// Not turned and not flipped.
  public static let upright = Orientation(0)
  /// All eight.
  public static let allCases: [Orientation] = (0..<8).map(Orientation.init)

  /// Whether left and right are exchanged, before the turns.
  public var isFlipped: Bool { index >= 4 }
  /// Quarter turns clockwise, 0 ..< 4.
  public var quarterTurns: Int { index % 4 }

  /// The orientation that undoes this one.
  public var inverse: Orientation {
    // A reflection undoes itself.
    isFlipped ? self : Orientation((4 - quarterTurns) % 4)
  }

  /// A point of a square of the given side.
  public func map(x: Float, y: Float, side: Float) -> (x: Float, y: Float) {
    var point = (x: isFlipped ? side - x : x, y: y)
    for _ in 0..<quarterTurns { point = (side - point.y, point.x) }
    return point
  }

  /// A box inside a square of the given side.
  public func map(_ box: Box, side: Float) -> Box {
    let one = map(x: box.minX, y: box.minY, side: side)
    let other = map(x: box.maxX, y: box.maxY, side: side)
    return Box(
      minX: min(one.x, other.x), minY: min(one.y, other.y), maxX: max(one.x, other.x),
      maxY: max(one.y, other.y))
  }

  /// A square picture.
  public func apply(to raster: Raster) -> Raster {
    precondition(raster.width == raster.height, "only squares are oriented")
    guard index != 0 else { return raster }
    let samples = [UInt8](unsafeUninitializedCapacity: raster.samples.count) { out, count in
      raster.samples.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let out = out.baseAddress else { return }
        ck_fundus_orient(source, Int32(raster.width), Int32(raster.channelCount), Int32(index), out)
      }
      count = raster.samples.count
    }
    return Raster(
      width: raster.width, height: raster.height, channelCount: raster.channelCount, samples: samples)
  }
}
