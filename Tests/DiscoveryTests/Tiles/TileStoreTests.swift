import Foundation
import Fundus
import Imaging
import Testing
import TestSupport
import Workbench

@testable import Discovery

@Suite struct TileStoreTests {
  private let small = TileConfiguration(tilePixels: 48)

  /// The largest difference of a sample from a colour in the middle of a tile.
  private func distance(_ tile: Raster, _ colour: Colour) -> Int {
    let middle = (tile.height / 2 * tile.width + tile.width / 2) * 3
    return zip(tile.samples[middle..<middle + 3], [colour.red, colour.green, colour.blue])
      .map { abs(Int($0) - Int($1)) }.max() ?? 255
  }

  @Test func theBlobOfEveryRegionIsInTheMiddleOfItsTile() throws {
    let data = try SampleData(regionsPerImage: 3)
    let mined = try data.mined
    let store = try TileStore(
      of: mined, pictures: { try PictureFolder(of: mined) }, configuration: small)
    for row in 0..<mined.rowCount {
      let tile = try store.tile(row: row)
      let colour = SampleData.kinds[data.kindOfRow[row]].colour
      #expect(distance(tile, colour) <= 12, "row \(row)")  // JPEG at quality 90.
    }
  }

  @Test func aTileSpansTwoCellsAroundThePeak() throws {
    let mined = try SampleData().mined
    let region = mined.regions[4]
    let crop = mined.tile(ofRow: 4)
    // The retina's square is 420 pixels wide and begins at column 30; a cell is 30 pixels.
    #expect(crop.minX == 30 + Float(region.column) * 30 - 15)
    #expect(crop.minY == Float(region.row) * 30 - 15)
    #expect(crop.width == 60)
  }

  @Test func typesAreThoseOfTheBlobs() throws {
    let data = try SampleData()
    let types = try data.mined.types.map(\.text)
    #expect(types == data.kindOfRow.map { SampleData.kinds[$0].type })
    #expect(try SampleData(lesions: false).mined.hasLesions == false)
  }

  @Test func tilesAreCutOnceAndHaveTheSameBytesForAnyNumberOfThreads() throws {
    let data = try SampleData()
    let mined = try data.mined
    var jpegs: [[Data]] = []
    for threads in [1, 3] {
      let store = try TileStore(
        of: mined, pictures: { try PictureFolder(of: mined) },
        in: data.folder.appendingPathComponent("\(threads)"),
        configuration: small, budget: ResourceBudget(threadCount: threads, memoryBytes: 1 << 30))
      jpegs.append(try (0..<mined.rowCount).map { try store.jpeg(row: $0) })
    }
    #expect(jpegs[0] == jpegs[1])
    struct Asked: Error {}
    _ = try TileStore(
      of: mined, pictures: { throw Asked() }, in: data.folder.appendingPathComponent("1"),
      configuration: small)
    #expect(throws: Asked.self) {
      try TileStore(
        of: mined, pictures: { throw Asked() }, in: data.folder.appendingPathComponent("1"),
        configuration: TileConfiguration(tilePixels: 50))
    }
  }

  @Test func aSourceWithFewerPixelsIsEnlarged() throws {
    let data = try SampleData()
    let mined = try data.mined
    // Two cells are 60 pixels of the source.
    let store = try TileStore(
      of: mined, pictures: { try PictureFolder(of: mined) }, configuration: TileConfiguration(tilePixels: 150)
    )
    let tile = try store.tile(row: 0)
    #expect(tile.extent == Extent(width: 150, height: 150))
    #expect(distance(tile, SampleData.kinds[data.kindOfRow[0]].colour) <= 12)
  }

  @Test func letteringOutsideTheRetinaIsBlackUnlessItIsAskedFor() throws {
    let data = try SampleData(lettering: true)
    let mined = try MinedRegions(try data.reader, tileCells: 28)
    // Tiles that show the whole square that was cut out, whose corner holds a white box.
    func whitePixels(_ border: RetinaFinder?) throws -> Int {
      let store = try TileStore(
        of: mined, pictures: { try PictureFolder(of: mined) },
        configuration: TileConfiguration(tilePixels: 384, border: border))
      let samples = try store.tile(row: 0).samples
      return stride(from: 0, to: samples.count, by: 3).count { samples[$0..<$0 + 3].min() ?? 0 > 230 }
    }
    #expect(try whitePixels(nil) > 10)
    #expect(try whitePixels(RetinaFinder()) == 0)
    let pictures = try PictureFolder(of: mined)
    let plain = try pictures.picture(of: mined.images[0], border: nil)
    let masked = try pictures.picture(of: mined.images[0], border: RetinaFinder())
    let inside = 210 * plain.width * 3..<211 * plain.width * 3
    #expect(plain.samples[inside].elementsEqual(masked.samples[inside]), "a row through the retina's middle")
    #expect(plain.samples != masked.samples)
  }

  @Test func aFolderThatMovedIsNamedWithTheWayToGiveAnother() throws {
    let data = try SampleData()
    let mined = try data.mined
    let moved = data.folder.appendingPathComponent("elsewhere")
    try FileManager.default.moveItem(at: data.pictures, to: moved)
    let error = #expect(throws: DiscoveryError.self) { try PictureFolder(of: mined) }
    #expect(
      error?.message == "\(data.pictures.path): the folder of the pictures is not there. "
        + "Give the folder where they lie now with data.root=FOLDER; drawn pictures are drawn again by the run's own command."
    )
    #expect(error?.exitCode == .missingInput)
    _ = try TileStore(
      of: mined, pictures: { try PictureFolder(of: mined, movedTo: moved) }, configuration: small)
  }

  @Test func aPictureThatIsNotTheOneThatWasMinedIsRefused() throws {
    let data = try SampleData()
    let mined = try data.mined
    let victim = data.pictures.appendingPathComponent("2_left.png")
    try FileManager.default.removeItem(at: victim)
    try FileManager.default.copyItem(at: data.pictures.appendingPathComponent("3_left.png"), to: victim)
    let error = #expect(throws: DiscoveryError.self) {
      try TileStore(of: mined, pictures: { try PictureFolder(of: mined) }, configuration: small)
    }
    #expect(error?.code == .changedPicture)
    #expect(
      error?.description == "\(victim.path): is not the file that the features of 2_left were mined from.")
  }

  @Test(arguments: [
    (TileConfiguration(tilePixels: 8), "mosaic.tile_pixels"),
    (TileConfiguration(quality: 0), "mosaic.tile_quality"),
  ])
  func aSettingOutsideItsRangeIsNamed(configuration: TileConfiguration, key: String) {
    let error = #expect(throws: DiscoveryError.self) { try configuration.validate() }
    #expect(error?.place == key)
    #expect(error?.exitCode == .configuration)
  }

  @Test(arguments: [0, 0.4, -1, 1001, Double.nan])
  func aWidthThatIsNoneIsNamed(cells: Double) throws {
    let data = try SampleData(patients: 1)
    let mined = try MinedRegions(try data.reader, tileCells: cells)
    let error = #expect(throws: DiscoveryError.self) {
      try TileStore(of: mined, pictures: { try PictureFolder(of: mined) }, configuration: small)
    }
    #expect(error?.place == "mosaic.crop_cells" && error?.exitCode == .configuration)
    #expect(error?.reason == "is \"\(cells)\", but must be a number from 0.5 to 1000.0")
  }
}
