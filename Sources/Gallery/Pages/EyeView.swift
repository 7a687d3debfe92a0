import Discovery
import FeatureStore
import Foundation
import Fundus
import Workbench

/// A prepared picture with everything that is laid over it.
struct EyeView {
  /// A box in pixels of the zoom picture.
  struct Mark {
    let kind: String
    let name: String
    let x, y, width, height: Float
    /// The page that it leads to; nil for a box that is not a patch.
    var url: String?
  }

  /// The attention of one grade.
  struct Map {
    let level: Int
    let source: String
  }

  /// A level of attention to choose.
  struct Level {
    let value: Int
    let name: String
  }

  let source: String
  let alt: String
  /// Side of the zoom picture in pixels, the unit of the boxes.
  let side: Int
  let caption: String
  let boxes: [Mark]
  /// None in blind reading.
  let attention: [Map]

  /// - Parameters:
  ///   - image: the picture's place among those of the feature file.
  ///   - here: the row whose box stands out; nil for none.
  ///   - drawn: boxes that people drew on the picture.
  init(
    _ image: Int, of clustering: OpenClustering, here: Int? = nil, drawn: [DrawnLesion], _ viewing: Viewing
  ) {
    let (mined, address) = (clustering.mined, clustering.address)
    let record = mined.images[image]
    let rows = clustering.file.rowsOfImage[image].filter { $0 != here }
    let frame = ZoomFrame(of: record, sidePixels: mined.attributes?.zoomPixels ?? 0)
    func mark(_ kind: String, _ name: String, _ box: Box, url: String? = nil) -> Mark {
      let shown = frame.zoom(box)
      return Mark(
        kind: kind, name: name, x: shown.minX, y: shown.minY, width: shown.width, height: shown.height,
        url: url)
    }
    func patch(_ row: Int, _ kind: String) -> Mark {
      let cluster = clustering.assignment.clusterOfRow[row]
      return mark(
        kind, cluster < 0 ? "patch \(row)" : "patch \(row), cluster \(cluster)", mined.tile(ofRow: row),
        url: address.patch(row))
    }
    source = address.picture(image)
    alt = "The whole eye \(record.id)" + (here == nil ? "" : " with the place of the patch")
    side = frame.sidePixels
    let marked = viewing.isBlind ? [] : mined.lesionsOfImage[image]
    boxes =
      marked.map { mark("lesion", $0.type.rawValue, $0.box) }
      + drawn.map { mark("drawn", "\($0.term), drawn by \($0.author)", $0.box) }
      + rows.map { patch($0, "region") } + (here.map { [patch($0, "here")] } ?? [])
    caption = [
      here == nil ? nil : "White: this patch.",
      "Blue: \(Counted.text(rows.count, here == nil ? "patch" : "other patch", here == nil ? "patches" : "other patches")) of this eye.",
      marked.isEmpty ? nil : "Yellow, dashed: marked lesions.",
      drawn.isEmpty ? nil : "Green: drawn here.",
    ].compactMap { $0 }.joined(separator: " ")
    attention = Self.levels(viewing).map {
      Map(level: $0.value, source: address.attention(image, level: $0.value))
    }
  }

  /// The levels of attention to choose from; none in blind reading.
  static func levels(_ viewing: Viewing) -> [Level] {
    viewing.isBlind ? [] : Grade.all.dropFirst().map { Level(value: $0, name: Words.grade($0)) }
  }

  /// Said instead where the prepared picture was removed.
  static let missing =
    "The prepared picture is not in the cache of the outputs. The run's own command prepares it again."
}
