import Testing
import Workbench

@testable import Imaging

@Suite struct CanvasTests {
  private func colour(_ raster: Raster, _ x: Int, _ y: Int) -> [UInt8] {
    let first = (y * raster.width + x) * 3
    return Array(raster.samples[first..<first + 3])
  }

  @Test("Whole-pixel rectangles are exact, colours are in their places")
  func rectangles() throws {
    let canvas = try Canvas(width: 6, height: 4, background: Colour(hex: 0x102030))
    canvas.fill(Box(minX: 1, minY: 1, maxX: 3, maxY: 2), Colour(hex: 0xFF8001))
    let raster = canvas.raster()
    for y in 0..<4 {
      for x in 0..<6 {
        let inside = (1..<3).contains(x) && y == 1
        #expect(colour(raster, x, y) == (inside ? [0xFF, 0x80, 0x01] : [0x10, 0x20, 0x30]))
      }
    }
  }

  @Test("A picture pasted beyond every edge is cut, and one pasted whole is unchanged")
  func paste() throws {
    let picture = noise(width: 5, height: 4, channelCount: 3)
    #expect(try Canvas(picture).raster() == picture)
    for (x, y) in [(-2, -1), (3, 2), (-9, 0), (0, 50), (7, -3)] {
      let canvas = try Canvas(width: 6, height: 5)
      canvas.paste(picture, x: x, y: y)
      #expect(canvas.raster() == picture.cropped(x: -x, y: -y, width: 6, height: 5))
    }
    let canvas = try Canvas(width: 5, height: 4, background: .white)
    canvas.paste(Raster(width: 5, height: 4, channelCount: 1), x: 0, y: 0, opacity: 0.5)
    #expect(canvas.raster().samples.allSatisfy { $0 == 128 })
  }

  @Test("A stacked bar gives every part its share and leaves no gap")
  func bar() throws {
    let canvas = try Canvas(width: 100, height: 3, background: .white)
    let amounts: [Float] = [1, 0, 3, 2.5, 7, 0.1]
    canvas.bar(
      Box(minX: 0, minY: 0, maxX: 100, maxY: 3), parts: zip(amounts, Colour.distinct).map { ($0, $1) })
    let raster = canvas.raster()
    let row = (0..<100).map { colour(raster, $0, 1) }
    #expect(!row.contains([255, 255, 255]))
    for (amount, part) in zip(amounts, Colour.distinct) {
      let width = row.count { $0 == [part.red, part.green, part.blue] }
      #expect(abs(Float(width) - 100 * amount / 13.6) <= 1)
    }
    canvas.bar(Box(minX: 0, minY: 0, maxX: 100, maxY: 3), parts: [(0, .black)])
    #expect(canvas.raster() == raster)
  }

  @Test("Text is drawn in its colour, as wide as measured, the same bytes every time")
  func text() throws {
    let style = TextStyle(pixels: 20, colour: Colour(hex: 0xFF0000))
    func drawn(_ alignment: Canvas.Alignment) throws -> (raster: Raster, columns: [Int], width: Float) {
      let canvas = try Canvas(width: 200, height: 40, background: .white)
      try canvas.text("Hxgrade", at: Point(x: 100, y: 28), style: style, alignment: alignment)
      let raster = canvas.raster()
      let columns = (0..<200).filter { x in (0..<40).contains { y in colour(raster, x, y)[1] < 255 } }
      return (raster, columns, try canvas.width(of: "Hxgrade", style: style))
    }
    for alignment in Canvas.Alignment.allCases {
      let (raster, columns, width) = try drawn(alignment)
      let first = Float(try #require(columns.first))
      let last = Float(try #require(columns.last)) + 1
      let shift: Float =
        switch alignment {
        case .left: 0
        case .centre: width / 2
        case .right: width
        }
      let begin: Float = 100 - shift
      #expect(first >= begin - 1 && first <= begin + 4, "\(alignment): \(first) for \(begin)")
      #expect(last <= begin + width + 1 && last >= begin + width - 4, "\(alignment): \(last), \(width) wide")
      #expect(try drawn(alignment).raster == raster)
      // Antialiasing is grey: red stays full where red is drawn on white, green and blue fall alike.
      for pixel in 0..<200 * 40 {
        let samples = Array(raster.samples[3 * pixel..<3 * pixel + 3])
        guard samples[0] == 255, samples[1] == samples[2] else {
          Issue.record("pixel \(pixel) is \(samples)")
          break
        }
      }
    }
  }

  @Test("Letters are as wide as the font file says")
  func metrics() throws {
    let canvas = try Canvas(width: 8, height: 8)
    // Advances of DejaVu Sans 2.37 in units of 1/2048 em (by Pillow 13's FreeType): H 1540, i 569; bold H 1714.
    #expect(abs(try canvas.width(of: "H", style: TextStyle(pixels: 2048)) - 1540) < 0.5)
    #expect(abs(try canvas.width(of: "Hi", style: TextStyle(pixels: 100)) - 100 * 2109 / 2048) < 0.05)
    #expect(abs(try canvas.width(of: "H", style: TextStyle(pixels: 2048, isBold: true)) - 1714) < 0.5)
  }

  @Test("A text longer than its box is cut with an ellipsis")
  func shortened() throws {
    let canvas = try Canvas(width: 120, height: 24, background: .white)
    try canvas.text(
      "a_very_long_picture_name_left.jpeg", in: Box(minX: 4, minY: 0, maxX: 80, maxY: 24),
      style: TextStyle(pixels: 13))
    let raster = canvas.raster()
    #expect(
      (82..<120).allSatisfy { x in (0..<24).allSatisfy { y in colour(raster, x, y) == [255, 255, 255] } })
    #expect(raster.samples.contains { $0 < 64 })
  }

  @Test("A font that is not installed is an error, not another font")
  func missingFont() throws {
    let canvas = try Canvas(width: 8, height: 8)
    let error = imagingError {
      try canvas.text("x", at: Point(x: 0, y: 8), style: TextStyle(family: "No Such Face"))
    }
    #expect(
      error?.message
        == "The font No Such Face is not installed. Install it: on Debian and Ubuntu, apt install fonts-dejavu-core."
    )
    #expect(error?.exitCode == .unavailable)
  }

  @Test("A drawing beyond Cairo's largest side is refused")
  func tooLarge() {
    #expect(imagingError { _ = try Canvas(width: 40_000, height: 1) }?.code == .tooLarge)
  }

  @Test(
    "Colour maps follow OpenCV's",
    arguments: [(ColourMap.inferno, 6), (.viridis, 6), (.jet, 15)])
  func colourMaps(_ map: ColourMap, tolerance: Int) throws {
    // Anchors stand 15 levels apart; jet has corners between them.
    let expected = try Golden.raster("colours-\(map.rawValue).raw", width: 256, height: 1, channelCount: 3)
    let table = Raster(width: 256, height: 1, channelCount: 3, samples: map.table)
    #expect(try #require(table.largestDifference(from: expected)) <= tolerance)
    #expect(map.colour(at: .nan) == map.colour(at: 0) && map.colour(at: 2) == map.colour(at: 1))
  }

  @Test("A heat map colours hot places and leaves cold ones; a map without a range changes nothing")
  func overlay() {
    let picture = Raster(width: 20, height: 20, channelCount: 1, filledWith: 90)
    let heat = HeatMap(width: 2, height: 1, values: [0, 1])
    let overlaid = picture.overlaid(heat, colours: .jet, opacity: 1)
    #expect(colour(overlaid, 0, 10) == [90, 90, 90])
    #expect(colour(overlaid, 19, 10) == [128, 0, 0])
    let flat = HeatMap(width: 2, height: 1, values: [.nan, 4])
    #expect(picture.overlaid(flat) == picture.rgb())
  }

  @Test("A scaled canvas draws the same in more pixels")
  func scaled() throws {
    let canvas = try Canvas(width: 12, height: 8, background: .white, scale: 2)
    canvas.fill(Box(minX: 1, minY: 1, maxX: 3, maxY: 2), .black)
    let raster = canvas.raster()
    for y in 0..<8 {
      for x in 0..<12 {
        let inside = (2..<6).contains(x) && (2..<4).contains(y)
        #expect(colour(raster, x, y) == (inside ? [0, 0, 0] : [255, 255, 255]))
      }
    }
  }

  @Test("A clip cuts off what reaches over it, and ends with its closure")
  func clipped() throws {
    let canvas = try Canvas(width: 9, height: 3, background: .white)
    canvas.clipped(to: Box(minX: 2, minY: 0, maxX: 4, maxY: 3)) {
      canvas.fill(Box(minX: 0, minY: 0, maxX: 6, maxY: 3), .black)
    }
    canvas.fill(Box(minX: 7, minY: 0, maxX: 8, maxY: 3), .black)
    let raster = canvas.raster()
    #expect((0..<9).filter { colour(raster, $0, 1) == [0, 0, 0] } == [2, 3, 7])
  }

  @Test("Dashes leave gaps, and the next line has none")
  func dashes() throws {
    let canvas = try Canvas(width: 12, height: 3, background: .white)
    func dark() -> [Int] {
      let raster = canvas.raster()
      return (0..<12).filter { colour(raster, $0, 1) == [0, 0, 0] }
    }
    let ends = [Point(x: 0, y: 1.5), Point(x: 12, y: 1.5)]
    canvas.polyline(ends, .black, dashes: [3, 2])
    #expect(dark() == [0, 1, 2, 5, 6, 7, 10, 11])
    canvas.polyline(ends, .black)
    #expect(dark() == Array(0..<12))
  }

  @Test("An SVG picture has the shapes and the outlines of letters, and the same bytes every time")
  func svg() throws {
    func drawn() throws -> String {
      let data = try Canvas.svg(width: 40, height: 30) { canvas throws(ImagingError) in
        canvas.fill(Box(minX: 3, minY: 4, maxX: 20, maxY: 10), Colour(hex: 0xFF0000))
        try canvas.text("Hi", at: Point(x: 5, y: 20))
      }
      return String(decoding: data, as: UTF8.self)
    }
    let svg = try drawn()
    #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("width=\"40px\" height=\"30px\" viewBox=\"0 0 40 30\""))
    #expect(svg.contains("rgb(100%,0%,0%)") && svg.contains("<use "))
    #expect(!svg.contains("<text"), "a reader without the font sees the same letters")
    for _ in 0..<3 { _ = try Canvas(width: 2, height: 2) }
    #expect(try drawn() == svg)
    let error = imagingError {
      _ = try Canvas.svg(width: 4, height: 4) { canvas throws(ImagingError) in
        try canvas.text("x", at: Point(x: 0, y: 3), style: TextStyle(family: "No Such Face"))
      }
    }
    #expect(error?.code == .fontMissing, "what the drawing throws comes out")
  }
}
