import Workbench

/// A place of a picture that the gated attention points at.
public struct Region: Hashable, Sendable {
  /// Row of the cell of G and M that looks nearest to the peak, 0 ..< g.
  public var row: Int
  /// Column of that cell.
  public var column: Int
  /// The level, 1...4, whose map is highest at the peak.
  public var level: Int
  /// The searched map's value at the peak; may be negative.
  public var response: Float
  /// Column of the peak in view pixels.
  public var peakX: Int
  /// Row of the peak in view pixels.
  public var peakY: Int
  /// C-Net's crop in zoom pixels; whole numbers.
  public var cropZoom: Box
  /// C-Net's crop in view pixels.
  public var cropView: Box
  /// The suppression window in view pixels, moved inside the picture.
  public var windowView: Box
  /// The suppression window in zoom pixels.
  public var windowZoom: Box
}
