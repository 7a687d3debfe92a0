import Workbench

/// A place of a picture at a peak of the gated attention.
public struct Region: Hashable, Sendable {
  /// Row, 0 ..< g, of the cell of G and M whose receptive field's centre is nearest to the peak.
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
