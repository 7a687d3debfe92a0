import Workbench

/// How mosaics and the atlas are laid out: the `mosaic.*` keys. Tiles are described by `TileConfiguration`.
public struct MosaicConfiguration: Hashable, Sendable {
  /// Tiles side by side, 2 ... 40.
  public var columnCount: Int
  /// The largest number of tiles of a cluster, at least 1.
  public var maximumTileCount: Int
  /// Which tiles, and in which order.
  public var order: MosaicOrder
  /// Pixels between two tiles' frames, 0 ... 200.
  public var marginPixels: Int
  /// The largest number of clusters on the atlas page, at least 1. The largest clusters are shown.
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

  /// Throws if a setting is outside its range.
  ///
  /// - Throws: `DiscoveryError` with code `.configuration`.
  public func validate() throws(DiscoveryError) {
    if let fault {
      throw DiscoveryError(
        .configuration, at: "mosaic.\(fault.key)", fault.reason,
        remedy: "`zoomin schema` lists every key with its default.")
    }
  }
}

extension MosaicConfiguration: Configurable {
  public static let keys: [SettingKey<MosaicConfiguration>] = [
    .integer("columns", \.columnCount, 2...40, "Tiles in a row."),
    .integer("maximum_tiles", \.maximumTileCount, 1...4_096, "Tiles shown of a cluster."),
    .choice("order", \.order, "The order of the tiles after the exemplar."),
    .integer("margin_pixels", \.marginPixels, 0...200, unit: "pixels", "Space between two tiles' frames."),
    .integer(
      "atlas_clusters", \.atlasClusterCount, 1...200,
      "The largest number of clusters on the atlas; the largest clusters are shown."),
    .choice(
      "atlas_order", \.atlasOrder,
      "The order of clusters on the atlas: clusters with similar exemplars are neighbours, or by size."),
    .integer(
      "atlas_columns", \.atlasColumnCount, 1...20,
      "Tiles of a cluster on the atlas beside its exemplar: two rows of this many."),
  ]
}

/// How clusters are laid out on the atlas page.
public enum AtlasOrder: String, Sendable, CaseIterable, Codable {
  /// Clusters with similar exemplars are neighbours.
  case similarity
  /// The largest first.
  case size
}
