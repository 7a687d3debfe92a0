import Discovery
import FeatureStore
import Workbench

/// The pictures and places of a feature file, to which files of labels refer.
struct LabelPlaces {
  /// The rows of the feature file.
  let mined: MinedRegions
  /// The pictures by their name.
  let byName: [String: FeatureImage]
  /// The pictures by their SHA-256.
  let byHash: [String: FeatureImage]

  /// - Throws: `FeatureStoreError`; `DiscoveryError` for a file that does not say which pictures its rows come from.
  init(in features: FeatureReader, tileCells: Double) throws {
    mined = try MinedRegions(features, tileCells: tileCells)
    guard mined.hasPictures else {
      throw DiscoveryError(
        .unusable, at: features.url.path, "does not say which pictures its rows come from",
        remedy: "Use a file that zoomin mine wrote, or name pictures by their SHA-256.")
    }
    byName = Dictionary(mined.images.map { ($0.id, $0) }) { first, _ in first }
    byHash = Dictionary(mined.images.map { ($0.sha256, $0) }) { first, _ in first }
  }

  /// The picture and the tile of a row.
  func tile(ofRow row: Int) -> (picture: String, box: Box) {
    (mined.image(ofRow: row).sha256, mined.tile(ofRow: row))
  }
}
