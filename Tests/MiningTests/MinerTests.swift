import FeatureStore
import Foundation
import Fundus
import Testing
import Workbench
import ZoomInNet

@testable import Mining

@Suite("Mining")
struct MinerTests {
  private func everywhere(_ change: (inout MiningConfiguration) -> Void = { _ in }) -> MiningConfiguration {
    var configuration = MiningConfiguration()
    configuration.blockPictureCount = 2
    configuration.minimumResponse = -.infinity
    change(&configuration)
    return configuration
  }

  @Test("every row walks back to its picture, and is M at its cell; pictures trained on are left out")
  func rows() throws {
    let study = try DrawnStudy()
    let reader = try FeatureReader(try study.mine("rows", everywhere()))
    let images = try #require(try reader.images())
    let regions = try #require(try reader.regions())
    #expect(images.map(\.id) == ["1_left", "1_right", "2_left", "2_right", "3_left", "3_right"])
    #expect(images.map(\.grade) == [1, 1, 2, 2, 3, 3] && images.allSatisfy { $0.split == "test" })
    #expect(reader.attributes?.cells == ZoomInNetPreset.testing.cells)
    #expect(reader.dimension == 32 && reader.rowCount == regions.count && regions.count == 6 * 4)
    #expect(regions.map(\.rank) == (0..<6).flatMap { _ in [0, 1, 2, 3] as [UInt8] })
    #expect(try reader.lesions()?.map { images[Int($0.image)].id } == ["2_left"])

    let predictor = try ZoomInNetPredictor(
      study.model, source: study.set, eyes: EyeSet(study.set.manifest), budget: study.budget)
    let predictions = try predictor.predictions(Array(2..<8))
    let features = try reader.features()
    for (row, region) in regions.enumerated() {
      let prediction = predictions[Int(region.image)]
      let expected = prediction.feature(row: Int(region.row), column: Int(region.column))
      #expect(Array(features[row * 32..<(row + 1) * 32]) == expected)
      let found = prediction.regions[Int(region.rank)]
      #expect(region.boxZoom == found.cropZoom && Int(region.level) == found.level)
      let prepared = study.set.pictures[Int(region.image) + 2]
      #expect(region.boxSource == prepared.sourceBox(found.cropZoom, fromSide: 140))
    }
    #expect(images[3].y == predictions[3].probabilities)
  }

  @Test("an interrupted job resumed gives the bytes of an undisturbed one, however the blocks are cut")
  func resume() throws {
    let study = try DrawnStudy()
    let undisturbed = try Data(contentsOf: study.mine("undisturbed", everywhere()))
    #expect(throws: WorkbenchError.self) { try study.mine("stopped", everywhere(), stopsAfter: 4) }
    #expect(try Data(contentsOf: study.mine("stopped", everywhere())) == undisturbed)
    let other = try study.mine("other", everywhere { $0.blockPictureCount = 5 })
    #expect(try Data(contentsOf: other) == undisturbed)
  }

  @Test("dense mining takes every cell; each level apart takes N of each; the window is the other box")
  func choices() throws {
    let study = try DrawnStudy()
    let inside = try FeatureReader(try study.mine("inside", everywhere { $0.isDense = true }))
    #expect((1..<6 * 49).contains(inside.rowCount))
    let dense = try FeatureReader(
      try study.mine(
        "dense",
        everywhere { $0.isDense = true }, insideRetina: false))
    #expect(dense.rowCount == 6 * 49)
    let cells = try #require(try dense.regions()).prefix(49).map { Int($0.row) * 7 + Int($0.column) }
    #expect(cells == Array(0..<49))
    let levels = try FeatureReader(try study.mine("levels", everywhere { $0.levels = [2, 4] }))
    #expect(levels.rowCount == 6 * 8)
    let window = try FeatureReader(try study.mine("window", everywhere { $0.box = .window }))
    // 200 of 492 is 23 pixels of a 56-pixel view.
    #expect(try window.regions()?.allSatisfy { abs($0.boxView.width - 23) < 1e-3 } == true)
  }

  @Test("responses may all be negative: pictures without a region stay in the file")
  func noRegions() throws {
    let study = try DrawnStudy()
    let reader = try FeatureReader(try study.mine("none", everywhere { $0.minimumResponse = 1e9 }))
    #expect(reader.rowCount == 0)
    #expect(try reader.images()?.count == 6)
  }

  @Test("a split without pictures is an error that names the key")
  func noPictures() throws {
    let study = try DrawnStudy()
    #expect {
      try study.mine("shifted", everywhere { $0.splits = [.shifted] })
    } throws: { ($0 as? MiningError)?.remedy == "Name other splits under mine.splits." }
  }
}
