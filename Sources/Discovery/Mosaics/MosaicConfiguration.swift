import Workbench

/// How mosaics and the atlas are laid out: the `mosaic.*` keys. What a tile is stands in `TileConfiguration`.
public struct MosaicConfiguration: Hashable, Sendable {
  /// Tiles side by side, 2 ... 40.
  public var columnCount: Int
  /// Tiles of a cluster that are shown at most, at least 1.
  public var maximumTileCount: Int
  /// Which tiles, and in which order.
  public var order: MosaicOrder
  /// Pixels between two tiles' frames, 0 ... 200.
  public var marginPixels: Int
  /// Clusters on the atlas page at most, the largest first, at least 1.
  public var atlasClusterCount: Int
  /// How clusters are laid out on the atlas page.
  public var atlasOrder: AtlasOrder
  /// Tiles of a cluster on the atlas page beside its exemplar: two rows of this many, 1 ... 20.
  public var atlasColumnCount: Int

  /// A layout; by default eight columns of at most 64 tiles.
  public init(
    columnCount: Int = 8, maximumTileCount: Int = 64, order: MosaicOrder = .similarity,
    marginPixels: Int = 10,
    atlasClusterCount: Int = 80, atlasOrder: AtlasOrder = .similarity, atlasColumnCount: Int = 4
  ) {
    self.columnCount = columnCount
    self.maximumTileCount = maximumTileCount
    self.order = order
    self.marginPixels = marginPixels
    self.atlasClusterCount = atlasClusterCount
    self.atlasOrder = atlasOrder
    self.atlasColumnCount = atlasColumnCount
  }

  /// Refuses a setting outside its range.
  ///
  /// - Throws: `DiscoveryError` with code `.configuration`.
  public func validate() throws(DiscoveryError) {
    try Self.check("mosaic.columns", columnCount, 2...40, suggestion: 8)
    try Self.check("mosaic.maximum_tiles", maximumTileCount, 1...4096, suggestion: 64)
    try Self.check("mosaic.margin_pixels", marginPixels, 0...200, suggestion: 10)
    try Self.check("mosaic.atlas_clusters", atlasClusterCount, 1...200, suggestion: 80)
    try Self.check("mosaic.atlas_columns", atlasColumnCount, 1...20, suggestion: 4)
  }

  // MARK: -

  private static func check(
    _ key: String, _ value: Int, _ range: ClosedRange<Int>, suggestion: Int
  ) throws(DiscoveryError) {
    guard range.contains(value) else {
      throw DiscoveryError(
        .configuration, at: key, "\(value) is not in \(range.lowerBound) ... \(range.upperBound)",
        remedy: "Set it to a number such as \(suggestion).")
    }
  }
}

/// How clusters are laid out on the atlas page.
public enum AtlasOrder: String, Sendable, CaseIterable, Codable {
  /// Beside those whose exemplars look like theirs.
  case similarity
  /// The largest first.
  case size
}
