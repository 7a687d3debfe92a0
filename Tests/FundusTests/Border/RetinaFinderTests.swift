import Fundus
import Imaging
import Testing
import Workbench

@Suite("The retina's border")
struct RetinaFinderTests {
  private func find(_ raster: Raster) throws -> RetinaFinder.Finding {
    try RetinaFinder().find(on: raster, place: "drawn", source: raster.extent)
  }

  /// Half a block, the precision with which the rim is measured, plus the rounding of the crop.
  private func tolerance(_ raster: Raster) -> Float {
    Float((max(raster.width, raster.height) + 511) / 512) / 2 + 1
  }

  @Test(
    "A disc on black, on white, off the centre, cut off or of one channel is found",
    arguments: [
      DiscPicture(), DiscPicture(border: [255, 255, 255]), DiscPicture(centreX: 90, centreY: 110, radius: 60),
      DiscPicture(centreX: 150, centreY: 100, radius: 120),
      DiscPicture(centreX: 140, centreY: 60, radius: 90),
      DiscPicture(width: 1400, height: 1100, centreX: 700, centreY: 560, radius: 500, disc: [40, 22, 12]),
      DiscPicture(border: [0, 0, 0], disc: [255, 160, 90]), DiscPicture(border: [30, 28, 25]),
    ])
  func discs(disc: DiscPicture) throws {
    let raster = disc.raster()
    let finding = try find(raster)
    let tolerance = tolerance(raster)
    #expect(finding.method == .circle)
    #expect(abs(finding.outline.centreX - Float(disc.centreX)) <= tolerance)
    #expect(abs(finding.outline.centreY - Float(disc.centreY)) <= tolerance)
    #expect(abs(finding.outline.radiusX - Float(disc.radius)) <= tolerance)
    let visible = Box(
      centreX: Float(disc.centreX), centreY: Float(disc.centreY), side: Float(2 * disc.radius)
    ).intersection(Box(minX: 0, minY: 0, maxX: Float(disc.width), maxY: Float(disc.height)))
    #expect(abs(finding.cropBox.width - max(visible.width, visible.height)) <= 2 * tolerance + 1)
    #expect(finding.cropBox.width == finding.cropBox.height)
    #expect(abs(finding.cropBox.centreX - visible.centreX) <= tolerance)
    #expect(abs(finding.cropBox.centreY - visible.centreY) <= tolerance)
  }

  @Test("A notch, a flare in the border and lettering do not move the circle")
  func disturbances() throws {
    let disc = DiscPicture(width: 600, height: 420, centreX: 300, centreY: 210, radius: 180)
    var raster = disc.raster()
    func paint(_ columns: Range<Int>, _ rows: Range<Int>, _ value: UInt8) {
      for row in rows {
        for column in columns {
          for channel in 0..<3 { raster.samples[(row * 600 + column) * 3 + channel] = value }
        }
      }
    }
    paint(470..<495, 190..<215, 120)  // A notch, joined to the disc.
    paint(10..<80, 390..<405, 255)  // Lettering in the border.
    paint(120..<140, 190..<230, 20)  // A dark patch at the rim.
    let finding = try find(raster)
    #expect(finding.method == .circle)
    #expect(abs(finding.outline.centreX - 300) <= 2 && abs(finding.outline.radiusX - 180) <= 2)
  }

  @Test("A picture without a border is kept whole, in the smallest square around it")
  func borderless() throws {
    let raster = Raster(width: 300, height: 200, channelCount: 3, filledWith: 120)
    let finding = try find(raster)
    #expect(finding.method == .wholePicture)
    #expect(finding.cropBox == Box(minX: 0, minY: -50, maxX: 300, maxY: 250))
    #expect(finding.outline.contains(x: 0.5, y: 0.5) && !finding.outline.contains(x: 10, y: -1))
  }

  @Test("A square bright part is no circle and keeps its bounding box")
  func square() throws {
    var raster = Raster(width: 300, height: 200, channelCount: 3)
    for row in 40..<160 {
      for column in 60..<220 { raster.samples[(row * 300 + column) * 3] = 150 }
    }
    let finding = try find(raster)
    #expect(finding.method == .boundingBox)
    #expect(finding.cropBox == Box(minX: 60, minY: 20, maxX: 220, maxY: 180))
  }

  @Test("Black, nearly empty and tiny pictures are refused with a reason")
  func refused() throws {
    // Confetti: a tenth of the picture is bright, in pieces of 1 % of it.
    var confetti = Raster(width: 200, height: 200, channelCount: 3)
    for row in 10..<190 {
      for column in 10..<190 where row % 40 < 14 && column % 40 < 14 {
        confetti.samples[(row * 200 + column) * 3] = 200
      }
    }
    for (raster, part) in [
      (Raster(width: 200, height: 200, channelCount: 3), "shows nothing"),
      (confetti, "shows no retina"),
      (Raster(width: 20, height: 200, channelCount: 3, filledWith: 90), "pixels large"),
    ] {
      let error = #expect(throws: FundusError.self) { try find(raster) }
      #expect(error?.code == .broken)
      #expect(error?.description.contains(part) == true)
    }
  }

  @Test("An outline follows its picture to another scale, and its mask counts the cells of the disc")
  func outline() {
    let outline = RetinaOutline(
      centreX: 50, centreY: 50, radiusX: 50, radiusY: 50,
      picture: Box(minX: 0, minY: 20, maxX: 100, maxY: 100))
    let mask = outline.mapped(scale: 0.1).mask(grid: 100, side: 10)
    let count = Double(mask.count { $0 })
    // A disc of radius 50 without the segment above y = 20: 7854 - 1118.
    #expect(abs(count - 6736) < 40)
  }
}
