import Foundation
import Testing
import TestSupport
import Workbench

@testable import Imaging

@Suite(.withRealData)
struct RealPhotographTests {
  /// The first photographs of every set, in the order of their names.
  static var photographs: [URL] {
    guard let data = RealData.folder else { return [] }
    let folders = ["idrid-grading/images", "idrid-lesions/images", "srahim-pairs/images", "full-size"]
    return folders.flatMap { name -> [URL] in
      let folder = data.appendingPathComponent(name)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.sorted().prefix(2).map(folder.appendingPathComponent)
    }
  }

  @Test("Two photographs of each of the four sets are there")
  func areThere() {
    #expect(Self.photographs.count == 8)
  }

  @Test("A real photograph decodes to a bright eye before a dark border", arguments: photographs)
  func decodes(_ url: URL) throws {
    let raster = try Raster.load(url)
    #expect(raster.extent == (try Raster.extent(of: url)))
    #expect(raster.channelCount == 3)
    let small = raster.resampled(width: 9, height: 9)
    let red = { (x: Int, y: Int) in Int(small.samples[(y * 9 + x) * 3]) }
    #expect(red(4, 4) > 60)
    #expect(red(0, 0) < 40 && red(8, 8) < 40)
  }

  @Test("A photograph decoded at a smaller scale looks like the whole one shrunk", arguments: photographs)
  func decodesAtScale(_ url: URL) throws {
    let whole = try Raster.load(url)
    let scaled = try Raster.load(url, atLeast: Extent(width: 492, height: 492))
    #expect(scaled.width < whole.width && scaled.width >= 492 && scaled.height >= 492)
    let difference = zip(
      whole.resampled(width: 120, height: 80).samples, scaled.resampled(width: 120, height: 80).samples
    ).map { abs(Int($0) - Int($1)) }
    #expect(Double(difference.reduce(0, +)) / Double(difference.count) < 1)
  }

  @Test("Components of real lesion masks are the boxes and areas that the data set lists")
  func lesionBoxes() throws {
    let folder = try #require(RealData.folder).appendingPathComponent("idrid-lesions")
    let table = try CSVTable(contentsOf: folder.appendingPathComponent("lesion_boxes.csv"))
    let expected = Dictionary(grouping: table.rows) { row in
      "\(row.cells[0].prefix { $0 != "." })_\(row.cells[1])"
    }
    for (name, rows) in expected {
      let mask = try BitMask.load(folder.appendingPathComponent("masks/\(name).png"))
      let found = Set(mask.components().map { $0.box.coordinates.map { Int($0) } + [$0.pixelCount] })
      #expect(found == Set(rows.map { $0.cells[2...].compactMap { Int($0) } }), "\(name)")
    }
  }
}
