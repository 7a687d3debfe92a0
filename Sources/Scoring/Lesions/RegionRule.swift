import Workbench

/// How regions are made from centres: the sampler's rule, which the blind baselines follow too.
public struct RegionRule: Hashable, Codable, Sendable {
  /// What happens to a box that extends beyond the bounds.
  public enum Placement: String, Codable, Sendable {
    /// Moved inside without a change of size.
    case shifted
    /// Cut off at the bounds.
    case cut
    /// Left as it is.
    case free
  }

  /// Side of a box.
  public var side: Float
  /// Side of the square around a centre in which no further centre may lie.
  public var suppression: Float
  /// Side of the square frame, from the origin, in which boxes and lesions are given (the view).
  public var framePixels: Float
  /// What happens at the frame's border.
  public var placement: Placement

  /// A rule; all lengths are pixels of one frame.
  public init(side: Float, suppression: Float, framePixels: Float, placement: Placement = .shifted) {
    precondition(side > 0 && suppression >= 0 && framePixels > 0, "lengths are positive")
    self.side = side
    self.suppression = suppression
    self.framePixels = framePixels
    self.placement = placement
  }

  /// The frame as a box.
  public var frame: Box { Box(minX: 0, minY: 0, maxX: framePixels, maxY: framePixels) }

  /// The region around a centre.
  public func box(x: Float, y: Float) -> Box {
    let box = Box(centreX: x, centreY: y, side: side)
    return switch placement {
    case .shifted: box.shifted(inside: frame)
    case .cut: box.intersection(frame)
    case .free: box
    }
  }

  /// Whether one centre excludes another.
  func suppresses(_ a: (x: Float, y: Float), _ b: (x: Float, y: Float)) -> Bool {
    abs(a.x - b.x) <= suppression / 2 && abs(a.y - b.y) <= suppression / 2
  }
}
