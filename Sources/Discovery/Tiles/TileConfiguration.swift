import Fundus
import Workbench

/// How tiles are made: the key `mosaic.tile_pixels`, and `data.mask_border` with its threshold.
public struct TileConfiguration: Hashable, Sendable {
  /// Width and height of a tile in pixels, 16 ... 1024.
  public var tilePixels: Int
  /// JPEG quality of the stored tiles, 1 ... 100.
  public var quality: Int
  /// The finder of the retina, outside of which tiles are black, like prepared pictures; nil shows all of the source.
  public var border: RetinaFinder?

  /// Tiles of the given kind; by default 192 pixels, black outside the retina.
  public init(
    tilePixels: Int = 192, quality: Int = 90, border: RetinaFinder? = RetinaFinder()
  ) {
    self.tilePixels = tilePixels
    self.quality = quality
    self.border = border
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

  /// The content key of the tiles of a feature file's rows: a hash of the file's content and these settings.
  ///
  /// - Parameters:
  ///   - contentHash: of the feature file. It covers the pictures' own hashes.
  ///   - tileCells: width of a tile in attention cells; nil if the rows' own boxes are the tiles.
  ///   - cells: the positions of the attention cells, which the content hash does not cover; nil in a file of another
  ///     program.
  public func contentKey(of contentHash: String, tileCells: Double?, cells: CellGrid?) -> String {
    let places = cells.map { "\($0.firstCentre) + \($0.stride)" } ?? "none"
    return ContentHash.hexadecimal(
      of:
        "tiles 3\n\(contentHash)\ncells=\(places)\ncrop_cells=\(tileCells.map { "\($0)" } ?? "own")\ntile_pixels=\(tilePixels)\nquality=\(quality)\n"
        + "border=\(border.map { "\($0.threshold)" } ?? "shown")\n")
  }
}

extension TileConfiguration: Configurable {
  public static let keys: [SettingKey<TileConfiguration>] = [
    .integer("tile_pixels", \.tilePixels, 16...1_024, unit: "pixels", "Side of a tile on the page."),
    .integer("tile_quality", \.quality, 1...100, "JPEG quality of the stored tiles."),
  ]
}
