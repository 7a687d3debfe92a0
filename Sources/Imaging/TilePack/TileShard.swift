import Foundation

/// One file of a pack: its header and the offsets of its tiles. The tiles stay on the disk.
struct TileShard: Sendable {
  let url: URL
  let header: TilePack.Header
  let index: Int
  /// Where tile i begins; has one more entry than there are tiles.
  let offsets: [UInt64]

  private static let beginning = Data("ZMTILES1".utf8)

  /// The bytes of a shard of these JPEG files.
  static func encoded(_ tiles: [Data], header: TilePack.Header, index: Int) -> Data {
    var bytes = beginning
    append(UInt32(header.tilePixels), to: &bytes)
    append(UInt32(header.tilesPerShard), to: &bytes)
    append(UInt64(header.rowCount), to: &bytes)
    append(UInt64(index), to: &bytes)
    append(UInt32(header.contentKey.utf8.count), to: &bytes)
    bytes.append(contentsOf: header.contentKey.utf8)
    var offset = UInt64(bytes.count + 8 * (tiles.count + 1))
    append(offset, to: &bytes)
    for tile in tiles {
      offset += UInt64(tile.count)
      append(offset, to: &bytes)
    }
    for tile in tiles { bytes.append(tile) }
    return bytes
  }

  /// Reads a shard's header and index, and checks that they agree with each other and with the file's length.
  ///
  /// - Throws: `ImagingError` with code `.missing`, `.unreadable`, `.truncated` or `.foreignTilePack`.
  init(_ url: URL) throws(ImagingError) {
    self.url = url
    let file = try TileFile(url)
    let fixed = try file.bytes(from: 0, count: 36)
    guard fixed.prefix(8) == Self.beginning else {
      throw ImagingError(.foreignTilePack, at: url.path, "is not a pack of tiles")
    }
    let tilePixels = Self.number(in: fixed, at: 8, byteCount: 4)
    let tilesPerShard = Self.number(in: fixed, at: 12, byteCount: 4)
    let rowCount = Self.number(in: fixed, at: 16, byteCount: 8)
    let index = Self.number(in: fixed, at: 24, byteCount: 8)
    let keyCount = Self.number(in: fixed, at: 32, byteCount: 4)
    guard (1...65_535).contains(tilePixels), tilesPerShard > 0, rowCount < 1 << 40, index < 1 << 31,
      keyCount < 4096, index == 0 || index * tilesPerShard < rowCount
    else { throw ImagingError(.foreignTilePack, at: url.path, "has a header that contradicts itself") }
    let key = try file.bytes(from: 36, count: Int(keyCount))
    header = TilePack.Header(
      tilePixels: Int(tilePixels), rowCount: Int(rowCount), contentKey: String(decoding: key, as: UTF8.self),
      tilesPerShard: Int(tilesPerShard))
    self.index = Int(index)
    let tileCount = header.rows(ofShard: self.index).count
    let indexBytes = try file.bytes(from: 36 + keyCount, count: 8 * (tileCount + 1))
    let offsets = (0...tileCount).map { Self.number(in: indexBytes, at: 8 * $0, byteCount: 8) }
    self.offsets = offsets
    guard offsets[0] == 36 + keyCount + UInt64(indexBytes.count),
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw ImagingError(.foreignTilePack, at: url.path, "has an index that contradicts itself") }
    guard offsets[tileCount] == file.byteCount else {
      throw ImagingError(
        .truncated, at: url.path, "has \(file.byteCount) bytes where its index ends at \(offsets[tileCount])")
    }
  }

  /// The JPEG file of a tile, counted within the shard.
  func jpeg(_ tile: Int) throws(ImagingError) -> Data {
    try TileFile(url).bytes(from: offsets[tile], count: Int(offsets[tile + 1] - offsets[tile]))
  }

  // MARK: -

  private static func append(_ number: some FixedWidthInteger, to bytes: inout Data) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func number(in bytes: Data, at position: Int, byteCount: Int) -> UInt64 {
    let first = bytes.startIndex + position
    return bytes[first..<first + byteCount].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
