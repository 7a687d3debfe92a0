import Discovery
import FeatureStore
import Foundation

/// A feature file with its tiles, shared by all open clusterings of it.
final class MinedFile: Sendable {
  /// The rows and pictures.
  let mined: MinedRegions
  /// The tiles that a mosaic left; nil if there are none.
  let tiles: TileStore?
  /// The response of every row; empty in a file of another program.
  let responseOfRow: [Float]
  /// The patient of every row, as the place of the patient's first picture; empty in a file of another program.
  let patientOfRow: [Int]
  /// The rows of every picture, ascending.
  let rowsOfImage: [[Int]]
  /// Reads the attention of a picture.
  let reader: FeatureReader

  /// The rows of all pictures of a row's patient, ascending by picture.
  func rowsOfPatient(ofRow row: Int) -> [Int] {
    imagesOfPatient(of: Int(mined.regions[row].image)).sorted().flatMap { rowsOfImage[$0] }
  }

  /// The pictures of a picture's patient: itself first, then the others, ascending.
  func imagesOfPatient(of image: Int) -> [Int] {
    let patient = mined.images[image].patient
    return [image] + mined.images.indices.filter { $0 != image && mined.images[$0].patient == patient }
  }

  /// Opens a file after a check in a child process.
  ///
  /// - Throws: `FeatureStoreError`, `DiscoveryError`, `ImagingError`.
  init(_ reader: FeatureReader, tileCells: Double, in outputs: ServedFolder) throws {
    self.reader = reader
    mined = try MinedRegions(reader, tileCells: tileCells)
    let tiles = try TileStore(storedOf: mined)
    if let tiles { _ = try outputs.checkedFolder(tiles.folder, as: "folder of tiles") }
    self.tiles = tiles
    responseOfRow = mined.regions.map(\.response)
    let firstImage = Dictionary(mined.images.enumerated().map { ($1.patient, $0) }) { first, _ in first }
    let patientOfImage = mined.images.map { firstImage[$0.patient] ?? 0 }
    patientOfRow = mined.regions.map { patientOfImage[Int($0.image)] }
    var rowsOfImage = [[Int]](repeating: [], count: mined.images.count)
    for (row, region) in mined.regions.enumerated() { rowsOfImage[Int(region.image)].append(row) }
    self.rowsOfImage = rowsOfImage
  }
}
