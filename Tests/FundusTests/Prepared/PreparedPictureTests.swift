import Foundation
import Testing
import Workbench

@testable import Fundus

@Suite("A prepared picture")
struct PreparedPictureTests {
  /// A retina of radius 100 whose crop leaves the picture by 20 pixels on the left.
  private let picture = PreparedPicture(
    cropBox: Box(minX: -20, minY: 10, maxX: 180, maxY: 210), sourceWidth: 400, sourceHeight: 300,
    sourceByteCount: 5000, sha256: "",
    outline: RetinaOutline(
      centreX: 80, centreY: 110, radiusX: 100, radiusY: 100,
      picture: Box(minX: 0, minY: 0, maxX: 400, maxY: 300)), method: .circle, zoom: URL(filePath: "/zoom.png")
  )

  @Test("boxes go from the source to the square and back")
  func boxes() {
    let box = picture.box(Box(minX: -20, minY: 10, maxX: 80, maxY: 110), toSide: 50)
    #expect(box == Box(minX: 0, minY: 0, maxX: 25, maxY: 25))
    #expect(picture.sourceBox(box, fromSide: 50) == Box(minX: -20, minY: 10, maxX: 80, maxY: 110))
    #expect(
      picture.sourceBox(Box(minX: 0, minY: 0, maxX: 50, maxY: 50), fromSide: 50) == picture.cropBox)
  }

  @Test("the outline and its mask follow the square; what lies outside of the picture shows no retina")
  func outline() {
    let outline = picture.outline(side: 20)
    #expect(outline.centreX == 10 && outline.centreY == 10 && outline.radiusX == 10)
    let mask = picture.retinaMask(grid: 20)
    #expect(mask.count == 400)
    // The twenty source pixels left of the picture are two columns.
    for (cell, shows) in mask.enumerated() {
      let (x, y) = (Double(cell % 20) + 0.5 - 10, Double(cell / 20) + 0.5 - 10)
      #expect(shows == (cell % 20 >= 2 && x * x + y * y <= 100), "row \(cell / 20), column \(cell % 20)")
    }
  }

  @Test("the reason of a skipped picture is a sentence, with its remedy where there is one")
  func skipped() {
    let skipped = SkippedPicture(id: "a", path: "a.png", clause: "is no picture", remedy: "Replace it.")
    #expect(skipped.reason == "The picture is no picture. Replace it.")
    let bare = SkippedPicture(id: "a", path: "a.png", clause: "is no picture", remedy: nil)
    #expect(bare.reason == "The picture is no picture.")
  }
}
