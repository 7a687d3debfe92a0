import Foundation
import Imaging
import Workbench

/// The tiles of a feature file: one for each row, cut once from the source pictures and used by all pages.
public struct TileStore: Sendable {
  /// Side of a tile in pixels.
  public var tilePixels: Int { reader.header.tilePixels }
  /// The folder of the pack.
  public let folder: URL
  private let reader: TilePack.Reader

  /// Opens the tiles of a feature file, after making those that are missing.
  ///
  /// A tile is the mosaic crop of its row (`MinedRegions.tile(ofRow:)`) cut from the source picture, by area averaging
  /// if that shrinks it and by Lanczos's filter if the source has fewer pixels. Everything outside the retina, such as
  /// lettering in a corner, is black unless the configuration says otherwise. The bytes do not depend on the number of
  /// threads. Each picture is decoded once, or twice if its rows lie in two shards. An interrupted pack continues at
  /// the shard at which it stopped.
  ///
  /// - Parameters:
  ///   - mined: the rows.
  ///   - pictures: used only if tiles are missing.
  ///   - parent: the folder of all packs of the feature file; by default `TileStore.folder(besides:)`.
  /// - Throws: `DiscoveryError`, `FundusError`, `ImagingError`, `WorkbenchError`.
  public init(
    of mined: MinedRegions, pictures: () throws -> PictureFolder, in parent: URL? = nil,
    configuration: TileConfiguration = TileConfiguration(), budget: ResourceBudget = .machine,
    progress: ProgressListener? = nil
  ) throws {
    try configuration.validate()
    if let fault = TileGeometry(cells: mined.tileCells).fault {
      throw DiscoveryError(
        .configuration, at: "mosaic.\(fault.key)", fault.reason,
        remedy: "`zoomin schema` lists every key with its default.")
    }
    let key = configuration.contentKey(
      of: mined.contentHash, tileCells: mined.unit == .spot ? nil : mined.tileCells,
      cells: mined.attributes?.cells)
    let folder = (parent ?? Self.folder(besides: mined.url)).appendingPathComponent(String(key.prefix(12)))
    let header = TilePack.Header(
      tilePixels: configuration.tilePixels, rowCount: mined.rowCount, contentKey: key,
      tilesPerShard: Self.tilesPerShard)
    let writer = TilePack.Writer(header, in: folder, quality: configuration.quality)
    if !writer.missingShards().isEmpty {
      let cutter = TileCutter(mined: mined, pictures: try pictures(), configuration: configuration)
      try writer.write(progress: progress) { rows in
        try cutter.encoded(rows, by: writer, threadCount: budget.threadCount)
      }
    }
    let record = TileRecord(
      features: mined.contentHash, tileCells: mined.unit == .spot ? nil : mined.tileCells,
      tilePixels: configuration.tilePixels, contentKey: key)
    if TileRecord(in: folder) != record {
      try AtomicFile.write(
        try CanonicalJSON.data(record), to: folder.appendingPathComponent(TileRecord.fileName))
    }
    self.folder = folder
    reader = try TilePack.Reader(folder, contentKey: key)
  }

  /// Opens the tiles that a pack already holds for every row of a feature file; nil if there is none.
  ///
  /// Of several packs the one with the largest tiles is taken; packs with another width of tiles than `tileCells` of the
  /// rows are not.
  ///
  /// - Parameter parent: as for the other initialiser.
  /// - Throws: `ImagingError` if the pack is damaged.
  public init?(storedOf mined: MinedRegions, in parent: URL? = nil) throws {
    let parent = parent ?? Self.folder(besides: mined.url)
    let cells = mined.unit == .spot ? nil : mined.tileCells
    guard FileKind(of: parent) == .folder else { return nil }
    let packs = try FileManager.default.contentsOfDirectory(atPath: parent.path).sorted().compactMap { name in
      let folder = parent.appendingPathComponent(name)
      return TileRecord(in: folder).map { (folder: folder, record: $0) }
    }.filter { $0.record.features == mined.contentHash && $0.record.tileCells == cells }
    guard let found = packs.max(by: { $0.record.tilePixels < $1.record.tilePixels }) else { return nil }
    folder = found.folder
    reader = try TilePack.Reader(folder, contentKey: found.record.contentKey)
    guard reader.header.rowCount == mined.rowCount else { return nil }
  }

  /// The default folder for the tiles of a feature file: `tiles/` beside it.
  public static func folder(besides features: URL) -> URL {
    features.deletingLastPathComponent().appendingPathComponent("tiles")
  }

  /// A row's tile, `tilePixels` wide and high, three channels.
  public func tile(row: Int) throws(ImagingError) -> Raster { try reader.tile(row: row) }

  /// A row's tile as a JPEG file.
  public func jpeg(row: Int) throws(ImagingError) -> Data { try reader.jpeg(row: row) }

  /// About the number of tiles of a hundred pictures, so that an interruption loses only seconds of work.
  private static let tilesPerShard = 512
}

/// Cuts the tiles of some rows out of their pictures.
private struct TileCutter: Sendable {
  let mined: MinedRegions
  let pictures: PictureFolder
  let configuration: TileConfiguration

  func encoded(_ rows: Range<Int>, by writer: TilePack.Writer, threadCount: Int) throws -> [Data] {
    let byImage = Dictionary(grouping: rows, by: { Int(mined.regions[$0].image) }).sorted { $0.key < $1.key }
    let pieces = try Parallel.map(count: byImage.count, threadCount: threadCount) { index in
      let image = mined.images[byImage[index].key]
      let picture = try pictures.picture(of: image, border: configuration.border)
      guard picture.width == Int(image.width), picture.height == Int(image.height) else {
        throw DiscoveryError(
          .changedPicture, at: image.path,
          "has \(picture.width) x \(picture.height) pixels, but the feature file says \(image.width) x \(image.height)",
          remedy: "Restore the picture, or mine again.")
      }
      return try byImage[index].value.map { row in (row, try writer.encode(cut(row, from: picture))) }
    }
    return pieces.flatMap { $0 }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func cut(_ row: Int, from picture: Raster) -> Raster {
    let crop = mined.tile(ofRow: row)
    let pixels = configuration.tilePixels
    return picture.crop(
      crop, toWidth: pixels, height: pixels, filter: crop.width < Float(pixels) ? .lanczos3 : .area)
  }
}
