import FeatureStore
import Foundation
import Imaging
import Workbench

/// A small drawn data set and its feature file, made anew in a folder of its own.
///
/// Every picture is an orange disc on black with a bright optic disc and one blob per region, red or white; the feature
/// of a region is that of its blob's kind with a little noise, so that the right clusters are known.
public final class SampleData {
  /// Attention cells per side.
  public static let grid = 14
  /// Numbers per feature.
  public static let dimension = 16
  /// The kinds of blob: type of lesion and colour.
  public static let kinds: [(type: String, colour: Colour)] = [
    ("HE", Colour(hex: 0x7A1008)), ("EX", Colour(hex: 0xFFF3B0)), ("SE", Colour(hex: 0xE8DCC8)),
  ]

  /// The folder of everything but, where another place was given, the feature file.
  public let folder: URL
  /// The folder of the pictures.
  public let pictures: URL
  /// The feature file.
  public let features: URL
  /// The kind of every row's blob.
  public private(set) var kindOfRow: [Int] = []

  /// - Parameter features: the feature file to write; by default in the folder of its own.
  public init(
    patients: Int = 6, regionsPerImage: Int = 3, pixels: Int = 420, seed: UInt64 = 1, lesions: Bool = true,
    lettering: Bool = false, cells: CellGrid = CellGrid(count: SampleData.grid, tiling: 210),
    checkpoint: String = String(repeating: "0", count: 64), viewPixels: Int = 210,
    features: URL? = nil
  ) throws {
    folder = try TemporaryFolder().url
    pictures = folder.appendingPathComponent("pictures")
    self.features = features ?? folder.appendingPathComponent("mining/features.h5")
    try AtomicFile.createFolder(pictures)
    var block = FeatureBlock(dimension: Self.dimension, grid: Self.grid)
    for patient in 0..<patients {
      for eye in ["left", "right"] {
        try append(
          to: &block, patient: patient, eye: eye, count: regionsPerImage, pixels: pixels, seed: seed,
          lesions: lesions, lettering: lettering)
      }
    }
    try FeatureFile.write(
      block, to: self.features, cells: cells, viewPixels: viewPixels, checkpoint: checkpoint,
      dataRoot: pictures)
  }

  /// The feature file, open.
  public var reader: FeatureReader { get throws { try FeatureReader(features) } }

  // MARK: -

  private func append(
    to block: inout FeatureBlock, patient: Int, eye: String, count: Int, pixels: Int, seed: UInt64,
    lesions hasLesions: Bool, lettering: Bool
  ) throws {
    let id = "\(patient)_\(eye)"
    var random = RandomStream(seed: seed, purpose: "sample", items: patient, eye == "left" ? 0 : 1)
    let side = Float(pixels)
    let canvas = try Canvas(width: pixels + 40, height: pixels, background: .black)
    // The retina is not in the middle of the picture, so that a crop box that is forgotten shows.
    let square = Box(minX: 30, minY: 0, maxX: 30 + side, maxY: side)
    canvas.fillCircle(
      centre: Point(x: square.centreX, y: square.centreY), radius: side / 2, Colour(hex: 0xB5561E))
    canvas.fillCircle(
      centre: Point(x: square.minX + side * (eye == "left" ? 0.25 : 0.75), y: side / 2), radius: side / 14,
      Colour(hex: 0xFFE9A8))
    if lettering { canvas.fill(Box(minX: 4, minY: 4, maxX: 60, maxY: 20), .white) }
    let cell = side / Float(Self.grid)
    var attention = [Float](repeating: -0.01, count: 5 * Self.grid * Self.grid)
    var regions: [FeatureRegion] = []
    var values: [Float] = []
    var lesions: [FeatureLesion] = []
    for rank in 0..<count {
      let kind = random.integer(below: Self.kinds.count)
      let row = 3 + rank * 3 + random.integer(below: 2)
      let column = 4 + random.integer(below: 7)
      let centre = Point(
        x: square.minX + (Float(column) + 0.5) * cell, y: (Float(row) + 0.5) * cell)
      canvas.fillCircle(centre: centre, radius: cell * 0.45, Self.kinds[kind].colour)
      let level = 1 + random.integer(below: 4)
      attention[(level * Self.grid + row) * Self.grid + column] = 0.5 - 0.1 * Float(rank)
      let box = Box(centreX: centre.x, centreY: centre.y, side: cell * 4)
      let view = box.mapped(scale: 210 / side, offsetX: -square.minX * 210 / side)
      regions.append(
        FeatureRegion(
          level: UInt8(level), rank: UInt8(rank), row: UInt8(row), column: UInt8(column),
          response: 0.5 - 0.1 * Float(rank), boxSource: box, boxView: view, boxZoom: view.mapped(scale: 2),
          sideSource: box.width))
      values += (0..<Self.dimension).map { index in
        (index % Self.kinds.count == kind ? 1 : 0) + Float(random.normal(deviation: 0.05))
      }
      if hasLesions {
        lesions.append(
          FeatureLesion(
            type: Self.kinds[kind].type,
            boxSource: Box(centreX: centre.x, centreY: centre.y, side: cell * 0.9)))
      }
      kindOfRow.append(kind)
    }
    let png = try canvas.raster().png()
    try AtomicFile.write(png, to: pictures.appendingPathComponent("\(id).png"))
    let grade = patient % 6 == 5 ? -1 : patient % 5
    let y = (0..<5).map { Float($0 == max(0, grade) ? 0.6 : 0.1) }
    try block.append(
      FeatureImage(
        id: id, path: "\(id).png", sha256: ContentHash.hexadecimal(of: png), patient: "\(patient)", eye: eye,
        split: "test", width: Int32(pixels + 40), height: Int32(pixels), grade: Int8(grade), yM: [], yA: [],
        yC: [],
        y: y, cropBox: square), attention: attention, regions: regions, features: values, lesions: lesions)
  }
}
