import FeatureStore
import Foundation
import Workbench

/// Feature files, walked as the child process walks them.
struct FeatureFileReader: FuzzedReader {
  let form: any FileForm = HDF5Form()
  let scratch: URL

  /// Where the input lies.
  var file: URL { scratch.appendingPathComponent("input.h5") }

  /// Files of other programs, and one of this program with everything that its schema has.
  func seeds() throws -> [[UInt8]] { try SeedFiles.all("hdf5") + [try ownFile()] }

  func read(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: file)
    try FeatureFileProbe.probe(file)
  }

  // MARK: -

  private func ownFile() throws -> [UInt8] {
    let attributes = FeatureAttributes(
      cells: CellGrid(count: 2, firstCentre: 11.5, stride: 32), viewPixels: 56, zoomPixels: 140,
      precision: "f32",
      checkpointSHA256: String(repeating: "c", count: 64), configuration: "experiment:\n", dataRoot: "/data",
      programVersion: "0.1.0")
    let dimension = 3
    var block = FeatureBlock(dimension: dimension, grid: attributes.grid)
    for index in 0..<2 {
      let box = Box(minX: Float(index), minY: 1, maxX: 40, maxY: 41.5)
      let image = FeatureImage(
        id: "\(index)_left", path: "\(index)_left.jpeg", sha256: String(repeating: "a", count: 64),
        patient: "\(index)", eye: "left", split: "test", width: 100, height: 90, grade: Int8(index),
        yM: [0.5, 0.25, 0.25, 0, 0], yA: [], yC: [], y: [0, 0, 0, 0.5, 0.5], cropBox: box)
      let regions = (0..<2).map { rank in
        FeatureRegion(
          level: 1, rank: UInt8(rank), row: 0, column: 1, response: 0.5, boxSource: box, boxView: box,
          boxZoom: box, sideSource: 40)
      }
      try block.append(
        image, attention: (0..<20).map { Float($0) / 8 }, regions: regions,
        features: (0..<2 * dimension).map { Float($0 + index) },
        lesions: [FeatureLesion(type: "MA", boxSource: box)])
    }
    let url = scratch.appendingPathComponent("seed.h5")
    let writer = FeatureWriter(file: url, attributes: attributes, dimension: dimension, blockCount: 1)
    try writer.write(block, index: 0)
    try writer.assemble()
    return [UInt8](try Data(contentsOf: url))
  }
}
