import Discovery
import FeatureStore
import Foundation

/// A feature file with its tiles, shared by all open clusterings of it.
final class MinedFile: Sendable {
  /// The rows and pictures.
  let mined: MinedRegions
  /// The tiles that a mosaic left; nil if there are none.
  let tiles: TileStore?
  /// Reads the attention of a picture.
  let reader: FeatureReader

  /// Opens a file after a check in a child process.
  ///
  /// - Throws: `FeatureStoreError`, `DiscoveryError`, `ImagingError`.
  init(_ reader: FeatureReader, tileCells: Double, in outputs: ServedFolder) throws {
    self.reader = reader
    mined = try MinedRegions(reader, tileCells: tileCells)
    let tiles = try TileStore(storedOf: mined)
    if let tiles { _ = try outputs.checked(tiles.folder, as: "folder of tiles") }
    self.tiles = tiles
  }
}
