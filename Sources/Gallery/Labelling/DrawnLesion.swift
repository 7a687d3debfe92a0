import Discovery
import FeatureStore
import Fundus
import Imaging
import Labels
import Workbench

/// A box that a person drew around a lesion.
struct DrawnLesion: Hashable, Sendable {
  /// The entry of the log, by which it can be undone.
  let entry: Int64
  let term: String
  /// In source pixels.
  let box: Box
  let author: String
  let time: String
}

/// A form that draws a box around a lesion: two corners in pixels of the zoom picture, and a name.
struct SentBox: Decodable {
  let x0, y0, x1, y1: Float
  var term: String?

  /// The smallest side of a box in pixels of the zoom picture; a microaneurysm has about four.
  private static let smallestSide: Float = 1

  /// The label that says so.
  ///
  /// - Throws: `GalleryError` if the box is not on the picture, or has no lesion's name.
  func label(on image: FeatureImage, zoomPixels: Int) throws(GalleryError) -> Label {
    let corners = [x0, y0, x1, y1]
    let side = Float(zoomPixels)
    guard corners.allSatisfy(\.isFinite), corners.allSatisfy({ (0...side).contains($0) }) else {
      throw GalleryError(
        .badRequest, "The corners of a box are 0 to \(zoomPixels), pixels of the picture shown.")
    }
    let box = Box(minX: min(x0, x1), minY: min(y0, y1), maxX: max(x0, x1), maxY: max(y0, y1))
    guard min(box.width, box.height) >= Self.smallestSide else {
      throw GalleryError(
        .badRequest, "The box has no area. Drag from one corner of the lesion to the opposite one.")
    }
    let name = LabelTerm.short(try SentJudgement.line(term ?? "", atMost: 200, "The name"))
    guard !name.isEmpty, name != Label.noLesion else {
      throw GalleryError(
        .badRequest, "The box has no lesion's name. Say what it shows: MA, HE, EX or another.")
    }
    let source = ZoomFrame(of: image, sidePixels: zoomPixels).source(box)
    let size = Extent(width: Int(image.width), height: Int(image.height))
    if let fault = BoxFault(source, on: image.id, size: size) {
      throw GalleryError(.badRequest, "\(fault.reason.prefix(1).uppercased())\(fault.reason.dropFirst()).")
    }
    return Label(kind: .lesion, picture: image.sha256, box: source, term: name)
  }
}
