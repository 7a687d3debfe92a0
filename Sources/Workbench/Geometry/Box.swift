/// An axis-aligned box in pixels: `minX ..< maxX` by `minY ..< maxY`, the maximum exclusive.
///
/// Coordinates are continuous: the pixel at column `c` covers `c ..< c + 1`. They may be negative where a crop
/// leaves the picture. In files a box is the four numbers x0, y0, x1, y1.
public struct Box: Hashable, Sendable {
  /// Left edge.
  public var minX: Float
  /// Top edge.
  public var minY: Float
  /// Right edge, exclusive.
  public var maxX: Float
  /// Bottom edge, exclusive.
  public var maxY: Float

  /// The box between two corners.
  public init(minX: Float, minY: Float, maxX: Float, maxY: Float) {
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }

  /// The square of the given side around a centre.
  public init(centreX: Float, centreY: Float, side: Float) {
    self.init(
      minX: centreX - side / 2, minY: centreY - side / 2, maxX: centreX + side / 2, maxY: centreY + side / 2)
  }

  /// Width in pixels, never negative.
  public var width: Float { max(0, maxX - minX) }
  /// Height in pixels, never negative.
  public var height: Float { max(0, maxY - minY) }
  /// Area in square pixels.
  public var area: Float { width * height }
  /// Horizontal centre.
  public var centreX: Float { (minX + maxX) / 2 }
  /// Vertical centre.
  public var centreY: Float { (minY + maxY) / 2 }
  /// The four numbers as files hold them: x0, y0, x1, y1.
  public var coordinates: [Float] { [minX, minY, maxX, maxY] }

  /// Whether a place lies in the box or no farther outside than `tolerance` along x and y.
  public func contains(x: Float, y: Float, tolerance: Float = 0) -> Bool {
    x >= minX - tolerance && x <= maxX + tolerance && y >= minY - tolerance && y <= maxY + tolerance
  }

  /// The common part of two boxes; its area is 0 if they do not overlap.
  public func intersection(_ other: Box) -> Box {
    let left = max(minX, other.minX)
    let top = max(minY, other.minY)
    return Box(
      minX: left, minY: top, maxX: max(left, min(maxX, other.maxX)), maxY: max(top, min(maxY, other.maxY)))
  }

  /// Intersection over union, 0...1; 0 where both are empty.
  public func intersectionOverUnion(_ other: Box) -> Float {
    let common = intersection(other).area
    let union = area + other.area - common
    return union > 0 ? common / union : 0
  }

  /// IoM, 0...1: the intersection over the smaller of the two areas; 0 if either box is empty.
  ///
  /// Source: Wang et al. 2017, lesion localisation. A small lesion inside a box scores 1, however large the box is,
  /// so a recall by this measure means nothing without its blind baseline.
  public func intersectionOverMinimum(_ other: Box) -> Float {
    let smaller = min(area, other.area)
    return smaller > 0 ? intersection(other).area / smaller : 0
  }

  /// The box mapped by `x * scale + offset` in each direction.
  public func mapped(scale: Float, offsetX: Float = 0, offsetY: Float = 0) -> Box {
    Box(
      minX: minX * scale + offsetX, minY: minY * scale + offsetY, maxX: maxX * scale + offsetX,
      maxY: maxY * scale + offsetY)
  }

  /// The box moved, without a change of size, as little as needed to lie inside `bounds`.
  ///
  /// A box larger than the bounds is aligned with their top left corner.
  public func shifted(inside bounds: Box) -> Box {
    let left = max(bounds.minX, min(minX, bounds.maxX - width))
    let top = max(bounds.minY, min(minY, bounds.maxY - height))
    return Box(minX: left, minY: top, maxX: left + width, maxY: top + height)
  }

  /// Whether a point lies inside, the maximum edges excluded.
  public func contains(x: Float, y: Float) -> Bool {
    x >= minX && x < maxX && y >= minY && y < maxY
  }
}
