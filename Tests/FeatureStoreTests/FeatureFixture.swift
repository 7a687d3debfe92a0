import Foundation
import Workbench

@testable import FeatureStore

/// A small feature file whose every value follows from indices, so that Python can expect the same.
enum FeatureFixture {
  static let dimension = 7
  static let grid = 3

  static let attributes = FeatureAttributes(
    cells: CellGrid(count: grid, firstCentre: 12.40625, stride: 16.25), viewPixels: 60, zoomPixels: 150,
    precision: "f32",
    checkpointSHA256: String(repeating: "c", count: 64), configuration: "name: é\nseed: 3\n",
    dataRoot: "/data", programVersion: "0.1.0")

  /// Regions of picture `index`: every fourth picture has none.
  static func regionCount(_ index: Int) -> Int { index % 4 }

  static func block(_ pictures: Range<Int>) throws -> FeatureBlock {
    var block = FeatureBlock(dimension: dimension, grid: grid)
    for index in pictures {
      let regions = (0..<regionCount(index)).map { region(picture: index, rank: $0) }
      let features = (0..<regions.count * dimension).map { Float(index) + Float($0) / 8 }
      let lesions =
        index % 2 == 0
        ? [] : [FeatureLesion(type: index % 3 == 0 ? "MA" : "EX", boxSource: box(Float(index)))]
      try block.append(
        image(index), attention: (0..<5 * grid * grid).map { Float($0 - 20) / Float(index + 3) },
        regions: regions, features: features, lesions: lesions)
    }
    return block
  }

  static func image(_ index: Int) -> FeatureImage {
    FeatureImage(
      id: "\(index)_ø", path: "images/\(index).jpeg", sha256: String(repeating: "a", count: 64),
      patient: "p\(index / 2)", eye: index % 2 == 0 ? "left" : "right", split: "test", width: 100,
      height: Int32(90 + index), grade: Int8(index % 6 - 1), yM: probabilities(index),
      yA: probabilities(index + 1), yC: [], y: probabilities(index + 2), cropBox: box(-5))
  }

  static func region(picture index: Int, rank: Int) -> FeatureRegion {
    FeatureRegion(
      level: UInt8(1 + rank), rank: UInt8(rank), row: UInt8(rank % grid), column: UInt8(index % grid),
      response: Float(index) / 4 - Float(rank), boxSource: box(Float(index) - 7.5), boxView: box(1),
      boxZoom: box(2.5), sideSource: 41.5)
  }

  static func box(_ offset: Float) -> Box {
    Box(minX: offset, minY: offset + 1, maxX: offset + 41.5, maxY: offset + 42.5)
  }

  static func probabilities(_ index: Int) -> [Float] {
    (0..<5).map { Float(($0 + index) % 5) / 10 }
  }

  /// Writes the file from pictures 0 ..< `pictureCount`, `blockSize` at a time, and returns its content hash.
  static func write(_ url: URL, pictureCount: Int, blockSize: Int) throws -> String {
    let firsts = Array(stride(from: 0, to: pictureCount, by: blockSize))
    let writer = FeatureWriter(
      file: url, attributes: attributes, dimension: dimension, blockCount: firsts.count)
    for (index, first) in firsts.enumerated().reversed() {
      try writer.write(try block(first..<min(pictureCount, first + blockSize)), index: index)
    }
    return try writer.assemble()
  }
}
