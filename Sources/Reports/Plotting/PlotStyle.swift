import Imaging

/// The colours and letters of all plots. Colours are for colour-blind readers; dashes tell lines apart in grey print.
public enum PlotStyle {
  /// Titles and what must be read first.
  public static let ink = Colour.grey(30)
  /// Frames and the texts of axes.
  public static let faint = Colour.grey(90)
  /// Lines of the grid.
  public static let grid = Colour.grey(225)

  /// The title of a figure.
  static let title = TextStyle(pixels: 20, isBold: true, colour: ink)
  /// The lines below it, and the legend.
  static let note = TextStyle(pixels: 13, colour: ink)
  /// The title of a panel.
  static let panelTitle = TextStyle(pixels: 14, isBold: true, colour: ink)
  /// What an axis measures.
  static let axisName = TextStyle(pixels: 13, colour: ink)
  /// The numbers at an axis.
  static let tick = TextStyle(pixels: 12, colour: faint)

  /// The colours of lines, as far apart as possible for the first few. All are legible on white.
  ///
  /// Source: Okabe and Ito 2008, without yellow.
  public static let colours: [Colour] = [
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x6B6B6B,
  ].map(
    Colour.init(hex:))

  private static let dashes: [[Float]] = [[], [9, 4], [3, 3], [9, 3, 2, 3], [14, 4], [5, 5], [2, 4]]

  /// The style of the line number `index`; colours and dashes begin again after seven.
  public static func line(_ index: Int, width: Float = 2) -> LineStyle {
    LineStyle(colours[index % colours.count], width: width, dashes: dashes[index % dashes.count])
  }
}

/// How a line looks.
public struct LineStyle: Hashable, Sendable {
  /// Its colour.
  public var colour: Colour
  /// Its width in pixels.
  public var width: Float
  /// Lengths of strokes and gaps in turn; empty for an unbroken line.
  public var dashes: [Float]
  /// 0...1.
  public var opacity: Float

  /// A line.
  public init(_ colour: Colour, width: Float = 2, dashes: [Float] = [], opacity: Float = 1) {
    self.colour = colour
    self.width = width
    self.dashes = dashes
    self.opacity = opacity
  }
}
