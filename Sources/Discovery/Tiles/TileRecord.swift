import Foundation
import Workbench

/// The content of `tiles.json` beside the shards of a pack: whose tiles they are, so that a reader without the settings
/// of the mosaics finds them.
struct TileRecord: Codable, Hashable, Sendable {
  /// The name of the file.
  static let fileName = "tiles.json"

  /// The content hash of the feature file.
  let features: String
  /// Width of a tile in attention cells; nil if the rows' own boxes are the tiles.
  let tileCells: Double?
  /// Side of a tile in pixels.
  let tilePixels: Int
  /// The content key of the pack.
  let contentKey: String

  /// The record of a pack; nil if an earlier version of the program wrote the pack, or the record is damaged.
  ///
  /// It is written again by the next `zoomin mosaic`, so damage needs no message of its own.
  init?(in folder: URL) {
    let url = folder.appendingPathComponent(Self.fileName)
    guard let record = try? CanonicalJSON.decode(TileRecord.self, from: url) else { return nil }
    self = record
  }

  init(features: String, tileCells: Double?, tilePixels: Int, contentKey: String) {
    self.features = features
    self.tileCells = tileCells
    self.tilePixels = tilePixels
    self.contentKey = contentKey
  }
}
