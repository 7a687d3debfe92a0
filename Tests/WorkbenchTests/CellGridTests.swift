import Testing
import Workbench

@Suite("Cell grid")
struct CellGridTests {
  @Test(
    "cells that tile a picture are those that a division of the pixels' middles gives",
    arguments: [(7, 28), (14, 492), (5, 31)])
  func tiling(count: Int, side: Int) {
    let cells = CellGrid(count: count, tiling: Double(side))
    for pixel in 0..<side {
      #expect(cells.nearest(to: Double(pixel) + 0.5) == (2 * pixel + 1) * count / (2 * side))
    }
    let frame = cells.frame(ofSide: Double(side))
    #expect(abs(frame.minX) < 1e-5 && abs(frame.maxY - Float(count)) < 1e-5)
  }

  @Test("the nearest cell is the one that a search over all centres finds, and the outermost beyond them")
  func nearest() {
    for cells in [
      CellGrid(count: 14, firstCentre: 37.5, stride: 32), CellGrid(count: 14, firstCentre: 0.5, stride: 16),
      CellGrid(count: 3, firstCentre: -2.25, stride: 7.5), CellGrid(count: 1, firstCentre: 4, stride: 3),
    ] {
      for step in -400..<2000 {
        let coordinate = Double(step) / 4
        let distances = (0..<cells.count).map { abs(cells.centre(of: $0) - coordinate) }
        let found = cells.nearest(to: coordinate)
        #expect(found == distances.lastIndex(of: distances.min() ?? 0), "\(cells) at \(coordinate)")
      }
      #expect(cells.nearest(to: -1e30) == 0 && cells.nearest(to: 1e30) == cells.count - 1)
    }
  }

  @Test("scaling moves centres and distances alike, and a frame counts a picture in cells")
  func scaled() {
    let cells = CellGrid(count: 14, firstCentre: 37.5, stride: 32)
    let zoomed = cells.scaled(by: 2.5)
    #expect(zoomed.centre(of: 3) == 2.5 * cells.centre(of: 3) && zoomed.stride == 80 && zoomed.count == 14)
    // 492 pixels are 15.375 cells, of which the map has 14: it begins 0.671875 cells inside.
    #expect(
      cells.frame(ofSide: 492) == Box(minX: -0.671875, minY: -0.671875, maxX: 14.703125, maxY: 14.703125))
  }
}
