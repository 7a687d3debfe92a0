import Workbench

/// One mined region: one row of `/features` and of the columns under `/region`.
public struct FeatureRegion: Hashable, Sendable {
  /// The picture that contains it: an index into `/image`. Set by `FeatureBlock.append`.
  public var image: UInt32
  /// The grade whose gated attention is highest at the cell, 0...4.
  public var level: UInt8
  /// Its place among the regions of its picture, 0 first.
  public var rank: UInt8
  /// Row of the attention cell whose centre is nearest to the peak, 0 ..< g.
  public var row: UInt8
  /// Column of the attention cell whose centre is nearest to the peak, 0 ..< g.
  public var column: UInt8
  /// The searched map's value at the peak; may be negative.
  public var response: Float
  /// The region in pixels of the source picture; may leave it.
  public var boxSource: Box
  /// The region in pixels of the view.
  public var boxView: Box
  /// The region in pixels of the zoom picture.
  public var boxZoom: Box
  /// Side of the region in source pixels, before any clipping.
  public var sideSource: Float
  /// What only spots have; nil for a region of another unit.
  public var spot: FeatureSpot?

  /// A region; `image` may stay 0, because `FeatureBlock.append` sets it.
  public init(
    image: UInt32 = 0, level: UInt8, rank: UInt8, row: UInt8, column: UInt8, response: Float, boxSource: Box,
    boxView: Box, boxZoom: Box, sideSource: Float, spot: FeatureSpot? = nil
  ) {
    self.image = image
    self.level = level
    self.rank = rank
    self.row = row
    self.column = column
    self.response = response
    self.boxSource = boxSource
    self.boxView = boxView
    self.boxZoom = boxZoom
    self.sideSource = sideSource
    self.spot = spot
  }
}
