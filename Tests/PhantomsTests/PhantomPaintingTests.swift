internal import CKernels
import Fundus
import Testing
import Workbench

@testable import Phantoms

@Suite("Phantoms: painting")
struct PhantomPaintingTests {
  private static var configuration: PhantomConfiguration {
    var configuration = PhantomConfiguration()
    configuration.patients = 3
    configuration.pixels = 360
    configuration.lesionScale = 2
    configuration.gradeFractions = [0, 0, 0, 0, 1]
    return configuration
  }

  private func picture(_ number: Int, _ eye: Eye, _ configuration: PhantomConfiguration) -> PhantomPicture {
    PhantomPicture(
      patient: PhantomPatient(number: number, configuration: configuration), eye: eye,
      configuration: configuration)
  }

  /// The tight bounds of the pixels in which two paintings differ.
  private func changed(_ a: [Float], _ b: [Float], width: Int, height: Int) -> [Int] {
    var bounds = ck_phantom_bounds()
    for index in 0..<(width * height) {
      let differs = (0..<3).contains { a[index + $0 * width * height] != b[index + $0 * width * height] }
      guard differs else { continue }
      let x = Int32(index % width), y = Int32(index / width)
      bounds = bounds.including(ck_phantom_bounds(x0: x, y0: y, x1: x + 1, y1: y + 1))
    }
    return bounds.corners
  }

  @Test("a lesion alone changes exactly the pixels of its box", arguments: 1...3)
  func tightBoxes(number: Int) throws {
    let picture = picture(number, .left, Self.configuration)
    let width = picture.anatomy.width, height = picture.anatomy.height
    let canvas = PhantomCanvas(capacity: width * height)
    let marks = picture.plan(on: canvas)
    _ = picture.paint([], on: canvas)
    let bare = canvas.colours()
    #expect(!marks.isEmpty)
    // Some of every kind; all of them would take minutes in a debug build.
    var seen: [PhantomMark.Kind: Int] = [:]
    for mark in marks {
      seen[mark.kind, default: 0] += 1
      guard seen[mark.kind, default: 0] <= 3 else { continue }
      let painted = picture.paint([mark], on: canvas)
      let found = changed(bare, canvas.colours(), width: width, height: height)
      let box = painted.marks[0].bounds.corners
      try #require(box.count == 4 && found.count == 4, "\(mark.kind) left no trace")
      // Inside; tight but for pixels whose change rounds away in single precision.
      #expect(found[0] >= box[0] && found[1] >= box[1] && found[2] <= box[2] && found[3] <= box[3])
      #expect(zip(found, box).allSatisfy { abs($0 - $1) <= 1 }, "\(mark.kind): \(found) in \(box)")
    }
  }

  @Test("without its lesions a sick eye is the same picture as a healthy one, to the last byte")
  func diseaseAlone() {
    var healthy = Self.configuration
    healthy.gradeFractions = [1, 0, 0, 0, 0]
    let sick = picture(2, .right, Self.configuration), well = picture(2, .right, healthy)
    #expect(sick.grade == 4 && well.grade == 0)
    let canvas = PhantomCanvas(capacity: 360 * 360)
    _ = sick.plan(on: canvas)
    _ = sick.paint([], on: canvas)
    let first = sick.expose(canvas)
    _ = well.plan(on: canvas)
    _ = well.paint([], on: canvas)
    #expect(first == well.expose(canvas))
  }

  @Test("the disc lies on the nose's side: left in a left eye, right in a right eye", arguments: 1...3)
  func nasalDisc(number: Int) {
    for eye in [Eye.left, .right] {
      let anatomy = picture(number, eye, Self.configuration).anatomy
      let fovea = anatomy.pixel(anatomy.fovea.x, anatomy.fovea.y)
      #expect((anatomy.disc.x < fovea.x) == (eye == .left))
      let distance =
        ((anatomy.disc.x - fovea.x) * (anatomy.disc.x - fovea.x)
        + (anatomy.disc.y - fovea.y) * (anatomy.disc.y - fovea.y)).squareRoot()
      #expect(abs(distance / anatomy.discDiameter - 2.5) < 0.5)
    }
  }

  @Test("the border outside the field of view is dark, the retina is not")
  func border() {
    let picture = picture(1, .left, Self.configuration)
    let canvas = PhantomCanvas(capacity: 360 * 360)
    _ = picture.paint(picture.plan(on: canvas), on: canvas)
    let raster = picture.expose(canvas)
    #expect(raster.samples.prefix(3).allSatisfy { $0 < 10 })
    let middle = (raster.height / 2 * raster.width + raster.width / 2) * 3
    #expect(raster.samples[middle] > 60)
  }

  @Test("eyes are drawn in any order on one canvas with the same result")
  func order() {
    let first = picture(1, .left, Self.configuration), second = picture(2, .left, Self.configuration)
    let canvas = PhantomCanvas(capacity: 360 * 360)
    func draw(_ picture: PhantomPicture) -> [UInt8] {
      _ = picture.paint(picture.plan(on: canvas), on: canvas)
      return picture.expose(canvas).samples
    }
    let a = draw(first), b = draw(second)
    #expect(draw(second) == b)
    #expect(draw(first) == a)
    #expect(a != b)
  }
}
