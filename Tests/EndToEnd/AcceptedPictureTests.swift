import Foundation
import Imaging
import Testing

/// Unusual photographs that are accepted: what `zoomin data check` prepares from them is what it prepares from the
/// plain photograph. Lossless unless a JPEG is the point.
@Suite(.withProgram)
struct AcceptedPictureTests {
  private typealias Prepared = (record: Program.Record, square: Raster)

  /// Prepares the pictures a and b of a data set, and answers what became of both; `item` is b's kind.
  private func prepare(
    _ item: String, _ plain: [UInt8], _ unusual: [UInt8], _ overrides: String...
  ) throws -> (plain: Prepared, unusual: Prepared) {
    let program = try Program()
    defer { program.remove() }
    try program.dataSet(["a": plain, "b": unusual].reduce(into: [:]) { $0["\($1.key).jpg"] = $1.value })
    let arguments = ["data", "check", "data"] + overrides
    let outcome = try program.call(arguments + ["data.lossless=true"])
    #expect(outcome.exitCode == 0, "\(outcome.error)\(outcome.output)")
    #expect(outcome.output.contains("2 usable of 2 listed"))
    let verdict = outcome.output.split(separator: "\n").first { $0.contains("2 usable of 2 listed") }
    try InputTable.note(
      item, arguments, says: verdict.map(String.init) ?? outcome.output, outcome.exitCode)
    return (try program.prepared("data/a.jpg"), try program.prepared("data/b.jpg"))
  }

  /// The mean difference of two squares, in grey levels of 255.
  private func difference(_ one: Raster, _ other: Raster) -> Double {
    guard one.samples.count == other.samples.count else { return .infinity }
    let sum = zip(one.samples, other.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(one.samples.count)
  }

  private func grey(_ raster: Raster, x: Double, y: Double) -> UInt8 {
    let column = Int(x * Double(raster.width))
    let row = Int(y * Double(raster.height))
    return raster.samples[(row * raster.width + column) * 3]
  }

  @Test(arguments: ["16-bit", "alpha", "palette"])
  func `a PNG of another kind gives the very pixels of the plain one`(kind: String) throws {
    let raster = DrawnEye().raster()
    let bytes =
      switch kind {
      case "16-bit": PortableNetworkGraphic.deep(raster)
      case "alpha": PortableNetworkGraphic.alpha(raster)
      default: PortableNetworkGraphic.palette(raster)
      }
    let (plain, unusual) = try prepare("\(kind) PNG", Array(try raster.png()), bytes)
    #expect(plain.square == unusual.square)
    #expect(plain.record.cropBox == unusual.record.cropBox)
    #expect(Set(plain.square.samples).count > 20, "the picture shows something")
  }

  @Test func `a grey PNG, of 8 or 16 bits, becomes the same grey in three channels`() throws {
    let raster = DrawnEye(isGrey: true).raster()
    let (plain, deep) = try prepare(
      "grey PNG of 16 bits", Array(try raster.png()), PortableNetworkGraphic.deep(raster))
    #expect(plain.square == deep.square && plain.square.channelCount == 3)
    let samples = plain.square.samples
    #expect(stride(from: 0, to: samples.count, by: 3).allSatisfy { samples[$0] == samples[$0 + 2] })
    #expect(grey(plain.square, x: 0.5, y: 0.25) >= 140)
  }

  @Test func `transparent parts of a PNG count as black`() throws {
    let raster = DrawnEye().raster()
    var black = raster
    black.samples.replaceSubrange(0..<60 * 600 * 3, with: repeatElement(0, count: 60 * 600 * 3))
    let (plain, clear) = try prepare(
      "transparent PNG",
      Array(try black.png()), PortableNetworkGraphic.alpha(raster, clearRows: 60))
    #expect(clear.square == plain.square && clear.record.cropBox == plain.record.cropBox)
  }

  @Test(arguments: [UInt8(1), 3, 6, 8])
  func `a photograph that the camera turned is turned back`(orientation: UInt8) throws {
    // Stored as the camera wrote it; shown upright it is the plain photograph.
    let upright = DrawnEye(centreX: 280, centreY: 215)
    let stored = try storedRaster(upright.raster(), orientation)
    let (plain, turned) = try prepare(
      "EXIF rotation \(orientation)",
      try upright.jpeg(), turnedJPEG(Array(try stored.jpeg(quality: 95)), orientation: orientation))
    #expect(turned.record.sourceWidth == 600 && turned.record.sourceHeight == 450)
    #expect(turned.record.cropBox == plain.record.cropBox)
    // Two encodings of one picture at quality 95.
    #expect(difference(plain.square, turned.square) < 1.5)
  }

  @Test func `lettering in a corner is painted over, unless data dot mask_border is false`() throws {
    let eye = DrawnEye()
    var lettered = eye
    // Beside the disc, inside the square that is cut out around it; and in the picture's own corner.
    lettered.letters = [(110..<150, 30..<50), (5..<90, 5..<25), (440..<495, 390..<420)]
    let (plain, masked) = try prepare("burnt-in text in the corner", try eye.png(), try lettered.png())
    #expect(masked.square == plain.square)
    #expect(grey(masked.square, x: 0.07, y: 0.04) == 0)
    let (_, kept) = try prepare(
      "burnt-in text in the corner, shown", try eye.png(), try lettered.png(), "data.mask_border=false")
    #expect(grey(kept.square, x: 0.07, y: 0.04) == 255)
    #expect(kept.record.cropBox == masked.record.cropBox)
  }

  @Test(arguments: [0, 1])
  func `a white border, with or without dark lettering, becomes black`(letterCount: Int) throws {
    var white = DrawnEye(border: 253)
    white.lettering = 10
    white.letters = Array([(0..<80, 0..<40)].prefix(letterCount))
    let (plain, prepared) = try prepare(
      letterCount == 0 ? "white border" : "white border with text", try DrawnEye().png(), try white.png())
    #expect(prepared.record.method == "circle")
    #expect(zip(plain.record.cropBox, prepared.record.cropBox).allSatisfy { abs($0 - $1) <= 2 })
    #expect(abs(prepared.record.outline.radiusX - 200) <= 2)
    for (x, y) in [(0.02, 0.02), (0.98, 0.02), (0.02, 0.98), (0.98, 0.98), (0.12, 0.12)] {
      #expect(grey(prepared.square, x: x, y: y) == 0)
    }
    // No sliver of white is left along the rim: the disc itself is at most 196.
    #expect((prepared.square.samples.max() ?? 255) <= 200)
  }

  @Test func `a disc that the camera cut off keeps its circle, and is black where there is no picture`()
    throws
  {
    let cut = DrawnEye(height: 300, centreY: 150)
    let (plain, prepared) = try prepare("disc cut off", try DrawnEye().png(), try cut.png())
    #expect(prepared.record.method == "circle")
    #expect(
      abs(prepared.record.outline.radiusX - 200) <= 2 && abs(prepared.record.outline.centreY - 150) <= 2)
    #expect(zip(prepared.record.cropBox, [100, -50, 500, 350]).allSatisfy { abs($0 - $1) <= 2 })
    #expect(grey(prepared.square, x: 0.5, y: 0.05) == 0 && grey(prepared.square, x: 0.5, y: 0.2) > 100)
    #expect(abs(plain.record.cropBox[2] - prepared.record.cropBox[2]) <= 2)
  }

  @Test func `a photograph without a border is kept whole and nothing of it is painted over`() throws {
    let close = DrawnEye(width: 260, height: 240, centreX: 130, centreY: 120)
    let (_, prepared) = try prepare("no border", try DrawnEye().png(), try close.png())
    #expect(prepared.record.method == "whole_picture")
    #expect(prepared.record.cropBox == [0, -10, 260, 250])
    for (x, y) in [(0.01, 0.06), (0.99, 0.06), (0.01, 0.93), (0.99, 0.93)] {
      #expect(grey(prepared.square, x: x, y: y) > 100)
    }
  }

  @Test func `a photograph 20,000 pixels wide is read at a scale that fits`() throws {
    let wide = DrawnEye(
      width: 20_000, height: 4_000, centreX: 10_000, centreY: 2_000, radius: 1_900, isGrey: true)
    let (_, prepared) = try prepare("20,000 pixels wide", try DrawnEye().png(), try wide.jpeg())
    #expect(prepared.record.sourceWidth == 20_000 && prepared.record.method == "circle")
    // A block is 40 pixels wide: that is the precision of the outline here.
    #expect(abs(prepared.record.outline.radiusX - 1900) <= 40)
    #expect(abs(prepared.record.outline.centreX - 10_000) <= 40)
    #expect(grey(prepared.square, x: 0.5, y: 0.2) > 100)
  }

  // MARK: -

  /// The picture as a camera held in the way of an EXIF orientation stores it: of those used here 1 is upright, 3 its
  /// own inverse, and 6 and 8 undo each other.
  private func storedRaster(_ raster: Raster, _ orientation: UInt8) throws -> Raster {
    let (width, height) = (raster.width, raster.height)
    let isTurned = orientation >= 5
    let (columns, rows) = isTurned ? (height, width) : (width, height)
    var samples = [UInt8](repeating: 0, count: raster.samples.count)
    for row in 0..<rows {
      for column in 0..<columns {
        // Where the stored pixel (column, row) lies when the picture is upright. Source: EXIF 2.32, table 6.
        let (x, y) =
          switch orientation {
          case 3: (width - 1 - column, height - 1 - row)
          case 6: (width - 1 - row, column)  // row 0 is the right side, column 0 the top
          case 8: (row, height - 1 - column)  // row 0 is the left side, column 0 the bottom
          default: (column, row)
          }
        for channel in 0..<3 {
          samples[(row * columns + column) * 3 + channel] = raster.samples[(y * width + x) * 3 + channel]
        }
      }
    }
    return Raster(width: columns, height: rows, channelCount: 3, samples: samples)
  }
}
