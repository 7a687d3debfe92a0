import Foundation
import Workbench

extension TilePack {
  /// Creates a pack, shard by shard. An interrupted pack is continued where it stopped.
  public struct Writer: Sendable {
    /// The folder of the shards.
    public let folder: URL
    /// The header of the pack to create.
    public let header: Header
    /// JPEG quality of the tiles, 1...100.
    public let quality: Int

    /// A writer into a folder, which need not exist.
    ///
    /// The quality must be part of the content key, like everything that changes a tile.
    public init(_ header: Header, in folder: URL, quality: Int = 90) {
      precondition((1...100).contains(quality), "JPEG quality is 1...100")
      self.header = header
      self.folder = folder
      self.quality = quality
    }

    /// The shards that are absent, damaged or of another pack.
    public func missingShards() -> [Int] {
      (0..<header.shardCount).filter { index in
        guard let shard = try? TileShard(TilePack.url(ofShard: index, in: folder)) else { return true }
        return shard.header != header || shard.index != index
      }
    }

    /// A tile as the pack stores it. May be called from any thread.
    ///
    /// - Precondition: the tile is `tilePixels` wide and high.
    public func encode(_ tile: Raster) throws(ImagingError) -> Data {
      precondition(
        tile.width == header.tilePixels && tile.height == header.tilePixels,
        "a tile must have the pack's width and height")
      return try tile.rgb().jpeg(quality: quality)
    }

    /// Creates every missing shard. Complete shards are left as they are.
    ///
    /// - Parameters:
    ///   - progress: told after each shard how many tiles are done.
    ///   - tiles: the encoded tiles of these rows, in order.
    /// - Throws: what `tiles` throws; `WorkbenchError` with code `.unwritable` or `.stopped`.
    public func write(
      progress: ProgressListener? = nil, tiles: (Range<Int>) throws -> [Data]
    ) throws {
      let missing = missingShards()
      var done = header.rowCount - missing.reduce(0) { $0 + header.rows(ofShard: $1).count }
      for index in missing {
        let rows = header.rows(ofShard: index)
        let encoded = try tiles(rows)
        precondition(encoded.count == rows.count, "a shard has one tile for each row")
        let url = TilePack.url(ofShard: index, in: folder)
        try AtomicFile.write(TileShard.encoded(encoded, header: header, index: index), to: url)
        done += rows.count
        let answer = progress?(.advanced(done: done, total: header.rowCount, unit: "tiles")) ?? .more
        if case .stop = answer, done < header.rowCount {
          throw WorkbenchError(.stopped, at: folder.path, "the tiles are not finished")
        }
      }
    }
  }
}
