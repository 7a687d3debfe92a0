/// Where the cells of a square map look in a square picture.
///
/// A network's map has g x g cells; cell i of a row or column is centred `firstCentre + i * stride` pixels from the
/// picture's edge, along both axes alike. Coordinates are continuous, as in `Box`: pixel p covers p ..< p + 1 and has
/// its centre at p + 0.5. The centres follow from the strides and paddings of the layers. They need not be symmetric
/// in the picture, and the cells need not tile it: the outermost cells may look beyond its edge or miss a part of it.
public struct CellGrid: Hashable, Sendable {
  /// g: cells along one side, at least 1.
  public let count: Int
  /// The centre of cell 0, in pixels from the left or upper edge.
  public let firstCentre: Double
  /// From one centre to the next, in pixels, above 0; also the side of a cell.
  public let stride: Double

  /// Cells with the given centres.
  public init(count: Int, firstCentre: Double, stride: Double) {
    precondition(
      count > 0 && stride > 0 && stride.isFinite && firstCentre.isFinite,
      "cells need a finite centre and a positive side")
    self.count = count
    self.firstCentre = firstCentre
    self.stride = stride
  }

  /// `count` cells per side that tile a picture of `side` pixels: the assumption when nothing else is known.
  public init(count: Int, tiling side: Double) {
    let stride = side / Double(count)
    self.init(count: count, firstCentre: stride / 2, stride: stride)
  }

  /// The centre of a row or column, in pixels.
  public func centre(of index: Int) -> Double { firstCentre + Double(index) * stride }

  /// The row or column with the nearest centre, 0 ..< g; the later one of two equally near.
  public func nearest(to coordinate: Double) -> Int {
    let place = (coordinate - firstCentre) / stride + 0.5
    return place > 0 ? min(Int(min(place, Double(count))), count - 1) : 0
  }

  /// A picture of `side` pixels in units of cells, in which cell (r, c) covers c ..< c + 1 by r ..< r + 1.
  public func frame(ofSide side: Double) -> Box {
    let first = Float(0.5 - firstCentre / stride)
    let last = Float((side - firstCentre) / stride + 0.5)
    return Box(minX: first, minY: first, maxX: last, maxY: last)
  }

  /// The same cells in a picture whose side is `factor` times as long.
  public func scaled(by factor: Double) -> CellGrid {
    CellGrid(count: count, firstCentre: firstCentre * factor, stride: stride * factor)
  }
}
