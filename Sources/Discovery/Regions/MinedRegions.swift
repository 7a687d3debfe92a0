import FeatureStore
import Foundation
import Fundus
import Workbench

/// The rows of a feature file without the features: the picture, grade, patient and tile of each.
public struct MinedRegions: Sendable {
  /// The feature file.
  public let url: URL
  /// The path of the features in the file.
  public let dataset: String
  /// Rows of the features.
  public let rowCount: Int
  /// Numbers per feature.
  public let dimension: Int
  /// SHA-256 of the file's datasets.
  public let contentHash: String
  /// The attributes of the file; nil in a file of another program.
  public let attributes: FeatureAttributes?
  /// The pictures; empty in a file of another program.
  public let images: [FeatureImage]
  /// One per row; empty in a file of another program.
  public let regions: [FeatureRegion]
  /// Known lesions, anatomy included, by picture.
  public let lesionsOfImage: [[LesionBox]]
  /// Width of a tile in attention cells (`mosaic.crop_cells`). Mosaics show the tile of a row, and the lesions in it
  /// decide the row's type.
  public let tileCells: Double

  /// Reads all columns but the features.
  ///
  /// - Parameter tileCells: as the property.
  /// - Throws: `FeatureStoreError`; `DiscoveryError` `.malformed` for a lesion type that is not one.
  public init(_ reader: FeatureReader, tileCells: Double = 2) throws {
    self.tileCells = tileCells
    url = reader.url
    dataset = reader.dataset
    rowCount = reader.rowCount
    dimension = reader.dimension
    contentHash = try reader.storedContentHash ?? reader.contentHash()
    attributes = reader.attributes
    images = try reader.images() ?? []
    regions = try reader.regions() ?? []
    var lesionsOfImage = [[LesionBox]](repeating: [], count: images.count)
    for lesion in try reader.lesions() ?? [] {
      guard let type = LesionType(text: lesion.type) else {
        throw DiscoveryError(
          .malformed, at: reader.url.path, "/lesion/type holds \(lesion.type), which is no lesion term")
      }
      let image = Int(lesion.image)
      lesionsOfImage[image].append(LesionBox(image: images[image].id, type: type, box: lesion.boxSource))
    }
    self.lesionsOfImage = lesionsOfImage
  }

  /// The path of the features if it is not the usual one.
  var otherDataset: String? { dataset == DatasetPath.features ? nil : dataset }

  /// Whether rows can be traced to pictures.
  public var hasPictures: Bool { !regions.isEmpty || (rowCount == 0 && attributes != nil) }

  /// Whether any lesion is known.
  public var hasLesions: Bool {
    lesionsOfImage.contains { $0.contains { $0.type.isLesion } }
  }

  /// The picture of a row.
  public func image(ofRow row: Int) -> FeatureImage { images[Int(regions[row].image)] }

  /// The grade of a row's picture; nil if it is not known or the file has no pictures.
  public func grade(ofRow row: Int) -> Int? {
    guard hasPictures else { return nil }
    let grade = Int(image(ofRow: row).grade)
    return Grade.all.contains(grade) ? grade : nil
  }

  /// What a row stands for; nil in a file of another program.
  public var unit: MinedUnit? { attributes?.unit }

  /// The tile of a row in source pixels: a spot's own box, or the square around a cell, see `crop(ofRow:cells:)`.
  public func tile(ofRow row: Int) -> Box {
    regions[row].spot == nil ? crop(ofRow: row, cells: tileCells) : regions[row].boxSource
  }

  /// Whether a row shows something with the given box, in source pixels: at least half of it lies inside a cell's tile; it
  /// lies at a spot's place.
  public func shows(_ box: Box, row: Int) -> Bool {
    let region = regions[row]
    guard region.spot != nil else {
      return box.area > 0 && 2 * box.intersection(tile(ofRow: row)).area >= box.area
    }
    return box.contains(
      x: region.boxSource.centreX, y: region.boxSource.centreY, tolerance: spotTolerance(ofRow: row))
  }

  /// The type of a row by some lesions of its picture; see `RegionType`. Of a spot only the lesions at its place count, not
  /// those elsewhere on its tile, which is many times larger than a microaneurysm.
  func type(ofRow row: Int, lesions: [LesionBox]) -> RegionType {
    let region = regions[row]
    guard region.spot != nil else { return RegionType(crop: tile(ofRow: row), lesions: lesions) }
    return RegionType(
      x: region.boxSource.centreX, y: region.boxSource.centreY, tolerance: spotTolerance(ofRow: row),
      lesions: lesions)
  }

  /// How far a spot may lie outside a lesion's box, in source pixels: 1.4 pixels of a zoom picture of 1230, a fifth of a
  /// median microaneurysm's side. The value is this program's choice.
  private func spotTolerance(ofRow row: Int) -> Float { 1.4 / 1230 * image(ofRow: row).cropBox.width }

  /// Width of a tile as a share of the prepared square's, which is the retina's; nil without rows on pictures.
  var tileFraction: Double? {
    guard let attributes, let region = regions.first else { return nil }
    return region.spot == nil
      ? tileCells * attributes.cells.stride / Double(attributes.viewPixels)
      : Double(region.boxZoom.width) / Double(attributes.zoomPixels)
  }

  /// The square around a row's peak in source pixels. Its side is `cells` times the distance between the centres of two
  /// neighbouring attention cells, and its centre is that of the receptive field of the peak's cell. It may extend
  /// beyond the picture.
  ///
  /// If a feature file does not contain the positions of its cells, they are taken to fill the prepared square.
  ///
  /// The paper shows no such tiles; their size is this program's choice.
  public func crop(ofRow row: Int, cells: Double) -> Box {
    guard let attributes else { preconditionFailure("a file of another program has no rows to crop") }
    let region = regions[row]
    let square = image(ofRow: row).cropBox
    let places = attributes.cells.scaled(by: Double(square.width) / Double(attributes.viewPixels))
    return Box(
      centreX: square.minX + Float(places.centre(of: Int(region.column))),
      centreY: square.minY + Float(places.centre(of: Int(region.row))), side: Float(places.stride * cells))
  }

  /// The type of every row by the lesions marked on its picture. See `RegionType`.
  public var types: [RegionType] {
    regions.indices.map { type(ofRow: $0, lesions: lesionsOfImage[Int(regions[$0].image)]) }
  }
}
