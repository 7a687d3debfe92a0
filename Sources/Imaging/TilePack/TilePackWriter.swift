import Foundation
import Workbench

extension TilePack {
  /// Makes a pack, shard by shard; one that was interrupted goes on where it stopped.
  public struct Writer: Sendable {
    /// The folder of the shards.
    public let folder: URL
    /// What is being made.
    public let header: Header
    /// JPEG quality of the tiles, 1...100.
    public let quality: Int

    /// A writer into a folder, which need not exist.
    ///
    /// The quality belongs into the content key, as everything does that changes a tile.
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

    /// A tile as the pack holds it; callable from any thread.
    ///
    /// - Precondition: the tile is `tilePixels` wide and high.
    public func encode(_ tile: Raster) throws(ImagingError) -> Data {
      precondition(
        tile.width == header.tilePixels && tile.height == header.tilePixels, "a tile has the pack's width")
      return try tile.rgb().jpeg(quality: quality)
    }

    /// Makes every missing shard; what is complete is left as it is.
    ///
    /// - Parameters:
    ///   - progress: hears how many tiles are done, after each shard.
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
