import Foundation

extension TilePack {
  /// Reads tiles by row, from any number of threads.
  public struct Reader: Sendable {
    /// The header of the pack.
    public let header: Header
    private let shards: [TileShard]

    /// Opens a pack and checks every shard's header, index and length.
    ///
    /// - Parameters:
    ///   - folder: the folder of the shards.
    ///   - contentKey: the content key that the pack must have; nil accepts any.
    /// - Throws: `ImagingError` with code `.missing` (a shard is absent), `.truncated`, `.unreadable` or
    ///   `.foreignTilePack`.
    public init(_ folder: URL, contentKey: String? = nil) throws(ImagingError) {
      let first = try TileShard(TilePack.url(ofShard: 0, in: folder))
      if let contentKey, first.header.contentKey != contentKey {
        throw ImagingError(
          .foreignTilePack, at: folder.path, "holds tiles that were made from something else")
      }
      var shards: [TileShard] = []
      for index in 0..<first.header.shardCount {
        let shard = index == 0 ? first : try TileShard(TilePack.url(ofShard: index, in: folder))
        guard shard.header == first.header, shard.index == index else {
          throw ImagingError(
            .foreignTilePack, at: shard.url.path, "belongs to another pack than its neighbours")
        }
        shards.append(shard)
      }
      self.header = first.header
      self.shards = shards
    }

    /// The JPEG file of a row's tile, ready to be sent to a browser.
    ///
    /// - Precondition: `row` is in 0 ..< `rowCount`.
    public func jpeg(row: Int) throws(ImagingError) -> Data {
      precondition((0..<header.rowCount).contains(row), "a row of the pack")
      return try shards[row / header.tilesPerShard].jpeg(row % header.tilesPerShard)
    }

    /// A row's tile, three channels.
    ///
    /// - Throws: `ImagingError`; `.foreignTilePack` if the tile has another width or height than the header says.
    public func tile(row: Int) throws(ImagingError) -> Raster {
      let url = shards[row / header.tilesPerShard].url
      let tile = try Raster.decode(try jpeg(row: row), place: "\(url.path), tile \(row)")
      guard tile.extent == Extent(width: header.tilePixels, height: header.tilePixels) else {
        throw ImagingError(
          .foreignTilePack, at: url.path, "tile \(row) has \(tile.width) x \(tile.height) pixels")
      }
      return tile
    }
  }
}
