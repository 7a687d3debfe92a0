import Workbench

/// Where the retina is on a picture: an ellipse (a circle, where one could be fitted), cut off by the picture.
///
/// Coordinates are pixels of the picture to which it was mapped: source, zoom or view.
public struct RetinaOutline: Hashable, Sendable, Codable {
  /// Horizontal centre.
  public var centreX: Float
  /// Vertical centre.
  public var centreY: Float
  /// Horizontal radius.
  public var radiusX: Float
  /// Vertical radius.
  public var radiusY: Float
  /// The picture's edges, which cut the ellipse off.
  public var left: Float
  /// Top edge of the picture.
  public var top: Float
  /// Right edge of the picture, exclusive.
  public var right: Float
  /// Bottom edge of the picture, exclusive.
  public var bottom: Float

  /// An ellipse cut off by a picture's edges.
  public init(centreX: Float, centreY: Float, radiusX: Float, radiusY: Float, picture: Box) {
    self.centreX = centreX
    self.centreY = centreY
    self.radiusX = radiusX
    self.radiusY = radiusY
    left = picture.minX
    top = picture.minY
    right = picture.maxX
    bottom = picture.maxY
  }

  /// The picture's edges as a box.
  public var picture: Box { Box(minX: left, minY: top, maxX: right, maxY: bottom) }

  /// The box around the visible part of the retina.
  public var visibleBox: Box {
    Box(
      minX: centreX - radiusX, minY: centreY - radiusY, maxX: centreX + radiusX, maxY: centreY + radiusY
    ).intersection(picture)
  }

  /// Whether a point shows retina.
  public func contains(x: Float, y: Float) -> Bool {
    let dx = (x - centreX) / radiusX
    let dy = (y - centreY) / radiusY
    return dx * dx + dy * dy <= 1 && picture.contains(x: x, y: y)
  }

  /// The outline mapped by `x * scale + offset` in each direction.
  public func mapped(scale: Float, offsetX: Float = 0, offsetY: Float = 0) -> RetinaOutline {
    RetinaOutline(
      centreX: centreX * scale + offsetX, centreY: centreY * scale + offsetY, radiusX: radiusX * scale,
      radiusY: radiusY * scale, picture: picture.mapped(scale: scale, offsetX: offsetX, offsetY: offsetY))
  }

  /// For each cell of a grid over a square of the given side, row by row, whether its centre is on the retina.
  public func mask(grid: Int, side: Float) -> [Bool] {
    let cell = side / Float(grid)
    return (0..<grid * grid).map { index in
      contains(x: (Float(index % grid) + 0.5) * cell, y: (Float(index / grid) + 0.5) * cell)
    }
  }
}
