import Foundation

/// Many small pictures of one width and height in a few files, found by row.
///
/// A pack is a folder of shards `tiles-00000.pack`, `tiles-00001.pack`, ... with equally many tiles; the last has the
/// rest. Each shard is complete or absent, and can be read without the others:
///
///     8 bytes      "ZMTILES1"
///     u32          tilePixels: width and height of every tile
///     u32          tilesPerShard
///     u64          rowCount of the whole pack
///     u64          the shard's index
///     u32, bytes   the content key: its length and its UTF-8
///     u64 [n + 1]  where each tile begins, from the start of the file, and where the last one ends
///     ...          JPEG files, one after the other
///
/// Numbers are little-endian. The content key is a hash of what the tiles were made from; a pack with another key is
/// foreign.
public enum TilePack {
  /// What all shards of a pack have in common.
  public struct Header: Hashable, Sendable {
    /// Width and height of every tile.
    public let tilePixels: Int
    /// Tiles in every shard but the last.
    public let tilesPerShard: Int
    /// Tiles in the pack.
    public let rowCount: Int
    /// The hash of what the tiles were made from.
    public let contentKey: String

    /// A pack of `rowCount` tiles; a pack of 0 tiles is one empty shard.
    public init(tilePixels: Int, rowCount: Int, contentKey: String, tilesPerShard: Int = 2048) {
      precondition(tilePixels > 0 && rowCount >= 0 && tilesPerShard > 0, "a pack's counts are positive")
      self.tilePixels = tilePixels
      self.rowCount = rowCount
      self.contentKey = contentKey
      self.tilesPerShard = tilesPerShard
    }

    /// The number of files.
    public var shardCount: Int { max(1, rowCount / tilesPerShard + (rowCount % tilesPerShard > 0 ? 1 : 0)) }

    /// The rows that a shard holds.
    public func rows(ofShard index: Int) -> Range<Int> {
      let first = min(rowCount, index * tilesPerShard)
      return first..<min(rowCount, first + tilesPerShard)
    }
  }

  /// The file of a shard.
  static func url(ofShard index: Int, in folder: URL) -> URL {
    let digits = String(index)
    let zeros = String(repeating: "0", count: max(0, 5 - digits.count))
    return folder.appendingPathComponent("tiles-\(zeros)\(digits).pack")
  }
}
