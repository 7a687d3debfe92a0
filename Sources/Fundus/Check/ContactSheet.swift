import Imaging
import Workbench

/// A page of prepared squares with the outline of the retina drawn on each, to check the border by eye.
public struct ContactSheet: Sendable {
  /// Side of a square on the page.
  public var thumbnailPixels: Int
  /// Squares in a row.
  public var columns: Int
  /// The largest number of squares on the page. From a larger set they are chosen at even intervals.
  public var maximumCount: Int

  /// A page of the given layout.
  public init(thumbnailPixels: Int = 160, columns: Int = 8, maximumCount: Int = 64) {
    precondition(
      thumbnailPixels > 0 && columns > 0 && maximumCount > 0, "sizes and counts of a page are positive")
    self.thumbnailPixels = thumbnailPixels
    self.columns = columns
    self.maximumCount = maximumCount
  }

  /// Draws the page. Green is a fitted circle, amber a bounding box or a picture without a border.
  ///
  /// - Throws: `ImagingError` if a prepared picture cannot be read, or the font is not installed.
  public func draw(_ set: PreparedSet) throws(ImagingError) -> Raster {
    let shown = min(maximumCount, set.count)
    let indices = (0..<shown).map { $0 * set.count / max(1, shown) }
    let gap = 4
    let caption = 16
    let columns = min(self.columns, max(1, shown))
    let rows = max(1, (shown + columns - 1) / columns)
    let canvas = try Canvas(
      width: columns * (thumbnailPixels + gap) + gap, height: rows * (thumbnailPixels + caption + gap) + gap,
      background: .white)
    for (cell, index) in indices.enumerated() {
      let x = gap + cell % columns * (thumbnailPixels + gap)
      let y = gap + cell / columns * (thumbnailPixels + caption + gap)
      let view = try set.view(index)
      var thumbnail = view.resampled(width: thumbnailPixels, height: thumbnailPixels, filter: .area)
      thumbnail = try outlined(thumbnail, set.pictures[index])
      canvas.paste(thumbnail, x: x, y: y)
      let entry = set.manifest.entries[index]
      let grade = entry.grade.map { "grade \($0)" } ?? "grade ?"
      let name = entry.id.count > 16 ? "…" + entry.id.suffix(15) : entry.id
      try canvas.text(
        "\(name)  \(grade)", at: Point(x: Float(x), y: Float(y + thumbnailPixels + caption - 4)),
        style: TextStyle(pixels: 10))
    }
    return canvas.raster()
  }

  // MARK: -

  private func outlined(_ thumbnail: Raster, _ picture: PreparedPicture) throws(ImagingError) -> Raster {
    let canvas = try Canvas(thumbnail)
    let colour = Colour(hex: picture.method == .circle ? 0x00ff40 : 0xffc000)
    let outline = picture.outline(side: thumbnailPixels)
    // A regular polygon of 96 corners, the steps of a rotation instead of sines.
    let (cosine, sine): (Float, Float) = (0.997_858_9, 0.065_403_13)
    var (unitX, unitY): (Float, Float) = (1, 0)
    var points: [Point] = []
    for _ in 0..<96 {
      points.append(
        Point(x: outline.centreX + outline.radiusX * unitX, y: outline.centreY + outline.radiusY * unitY))
      (unitX, unitY) = (cosine * unitX - sine * unitY, sine * unitX + cosine * unitY)
    }
    canvas.polyline(points, colour, lineWidth: 1, closed: true)
    canvas.stroke(outline.picture, Colour(hex: 0x4080ff), lineWidth: 1)
    return canvas.raster()
  }
}
