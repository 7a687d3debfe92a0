import FeatureStore
import Foundation
import Fundus
import Imaging
import TestSupport
import Workbench

@testable import Discovery

/// A feature file of real photographs without a network: regions at random places of the retina, the feature of each a
/// coarse picture of its surroundings, so that clusters are of patches that look alike.
struct RealPictures {
  let features: URL
  static let grid = 14

  /// Mines the first pictures of a folder laid out as EyePACS is.
  init(of data: URL, pictureCount: Int, regionsPerPicture: Int, into folder: URL) throws {
    features = folder.appendingPathComponent("features.h5")
    let table = try CSVTable(contentsOf: data.appendingPathComponent("trainLabels.csv"))
    let imageColumn = try table.index(of: "image")
    let levelColumn = try table.index(of: "level")
    var block = FeatureBlock(dimension: 48, grid: Self.grid)
    for (index, line) in table.rows.indices.filter({ $0 % 5 == 2 }).map({ table.rows[$0] }).prefix(
      pictureCount
    ).enumerated() {
      let id = line.cells[imageColumn]
      let url = data.appendingPathComponent("images/\(id).jpeg")
      let picture = try Raster.load(url)
      let square = try RetinaFinder().find(on: picture, place: id, source: picture.extent).cropBox
      let cell = square.width / Float(Self.grid)
      var random = RandomStream(seed: 7, purpose: "real sample", items: index)
      var regions: [FeatureRegion] = []
      var values: [Float] = []
      var attention = [Float](repeating: 0, count: 5 * Self.grid * Self.grid)
      let places = random.permutation(count: 100)
      for rank in 0..<regionsPerPicture {
        let row = 2 + places[rank] / 10
        let column = 2 + places[rank] % 10
        let level = 1 + random.integer(below: 4)
        attention[(level * Self.grid + row) * Self.grid + column] = 0.2 - 0.01 * Float(rank)
        let centre = (
          x: square.minX + (Float(column) + 0.5) * cell, y: square.minY + (Float(row) + 0.5) * cell
        )
        let box = Box(centreX: centre.x, centreY: centre.y, side: cell * 4)
        let view = box.mapped(
          scale: 492 / square.width, offsetX: -square.minX * 492 / square.width,
          offsetY: -square.minY * 492 / square.width)
        let patch = picture.crop(
          Box(centreX: centre.x, centreY: centre.y, side: cell * 2), toWidth: 4, height: 4, filter: .area)
        values += patch.samples.map { Float($0) / 255 }
        regions.append(
          FeatureRegion(
            level: UInt8(level), rank: UInt8(rank), row: UInt8(row), column: UInt8(column),
            response: 0.2 - 0.01 * Float(rank), boxSource: box, boxView: view,
            boxZoom: view.mapped(scale: 2.5),
            sideSource: box.width))
      }
      let parts = id.split(separator: "_")
      try block.append(
        FeatureImage(
          id: id, path: "images/\(id).jpeg", sha256: try ContentHash.hexadecimal(ofFile: url),
          patient: String(parts.first ?? ""), eye: String(parts.last ?? ""), split: "test",
          width: Int32(picture.width), height: Int32(picture.height),
          grade: Int8(line.cells[levelColumn]) ?? -1,
          yM: [], yA: [], yC: [], y: [0.5, 0.2, 0.15, 0.1, 0.05], cropBox: square),
        attention: attention, regions: regions, features: values)
    }
    try FeatureFile.write(block, to: features, viewPixels: 492, zoomPixels: 1230, dataRoot: data)
  }
}
