import Imaging

/// A place in a plot, in the units of its axes.
public struct PlotPlace: Hashable, Sendable {
  /// Along the horizontal axis.
  public let x: Double
  /// Along the vertical axis.
  public let y: Double

  /// A place.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// Whether it can be drawn.
  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// Something drawn in a panel, in the units of its axes. What reaches over the frame is cut off, and places that are not
/// finite are left out.
public enum PlotMark: Sendable {
  /// How a dot looks.
  public enum Dot: Sendable {
    /// A disc.
    case filled
    /// A circle that hides what lies below it.
    case hollow
    /// A wide circle around another dot.
    case ring
  }

  /// Straight lines through places in order.
  case line([PlotPlace], LineStyle)
  /// The area between two lines over the same numbers, drawn pale.
  case band(lower: [PlotPlace], upper: [PlotPlace], Colour)
  /// A dot at each place.
  case dots([PlotPlace], Dot, Colour)
  /// A vertical stroke with ends, from one height to another.
  case interval(x: Double, low: Double, high: Double, Colour)
  /// A square of one unit around a place, with lines of text in it, the first larger.
  case cell(PlotPlace, Colour, [String])
}
