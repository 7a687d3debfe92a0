import Workbench

@testable import Fundus
import Imaging
import Testing

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
    var raster = Raster(width: 300, height: 200, channelCount: 3, filledWith: 120)
    for index in raster.samples.indices { raster.samples[index] += UInt8(index / 900 & 15) }
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
      (Raster(width: 200, height: 200, channelCount: 3), "shows nothing: 95 % of it are as dark as 0 of 255"),
      (
        Raster(width: 200, height: 200, channelCount: 3, filledWith: 255),
        "shows nothing: 90 % of it have the same brightness, about 255 of 255"
      ),
      (
        Raster(width: 200, height: 200, channelCount: 3, filledWith: 128),
        "shows nothing: 90 % of it have the same brightness, about 128 of 255"
      ),
      (confetti, "shows no retina"),
      (Raster(width: 20, height: 200, channelCount: 3, filledWith: 90), "pixels large"),
    ] {
      let error = #expect(throws: FundusError.self) { try find(raster) }
      #expect(error?.code == .broken)
      #expect(error?.description.contains(part) == true)
      #expect(error?.remedy != nil)
    }
  }

  @Test("A white border with lettering in one corner is still a white border")
  func whiteWithLettering() throws {
    var raster = DiscPicture(border: [255, 255, 255]).raster()
    for row in 0..<20 {
      for column in 0..<120 * 3 { raster.samples[row * 900 + column] = 0 }
    }
    let finding = try find(raster)
    #expect(finding.method == .circle && abs(finding.outline.radiusX - 80) <= 2)
  }

  @Test("Outside the outline is painted black: around a circle, around a box, never without a border")
  func blackening() {
    let outline = RetinaOutline(
      centreX: 50, centreY: 40, radiusX: 30, radiusY: 20,
      picture: Box(minX: 0, minY: 0, maxX: 100, maxY: 80))
    for (method, area) in [
      (RetinaFinder.Method.circle, .pi * 30 * 20), (.boundingBox, 60.0 * 40), (.wholePicture, 8000),
    ] {
      var raster = Raster(width: 100, height: 80, channelCount: 3, filledWith: 9)
      raster.blacken(outside: outline, method: method, inset: 0)
      let kept = (0..<8000).filter { raster.samples[$0 * 3 + 1] == 9 }
      #expect(abs(Double(kept.count) - area) <= 0.01 * area)
      #expect(kept.contains(40 * 100 + 50))
      let isSymmetric = kept.allSatisfy { kept.contains($0 / 100 * 100 + 99 - $0 % 100) }
      #expect(isSymmetric)
      var inner = Raster(width: 100, height: 80, channelCount: 3, filledWith: 9)
      inner.blacken(outside: outline, method: method, inset: 2)
      let innerCount = (0..<8000).count { inner.samples[$0 * 3] == 9 }
      #expect(method == .wholePicture ? innerCount == 8000 : innerCount < kept.count)
    }
  }

  @Test("An outline that leaves the picture, or has shrunk to nothing, paints what it can")
  func blackeningAtEdges() {
    var raster = Raster(width: 10, height: 10, channelCount: 1, filledWith: 9)
    let picture = Box(minX: 0, minY: 0, maxX: 10, maxY: 10)
    let wide = RetinaOutline(centreX: 5, centreY: 5, radiusX: 90, radiusY: 90, picture: picture)
    raster.blacken(outside: wide, method: .circle, inset: 1)
    #expect(raster.samples.allSatisfy { $0 == 9 })
    let away = RetinaOutline(centreX: -50, centreY: 5, radiusX: 20, radiusY: 20, picture: picture)
    raster.blacken(outside: away, method: .circle, inset: 30)
    #expect(raster.samples.allSatisfy { $0 == 0 })
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
