import Foundation
import Workbench

/// An open feature file: one of this program, or any HDF5 file with a table of numbers.
///
/// Shapes and types are checked when the file is opened; values are read on demand. Probe files from elsewhere with
/// `FeatureFileProbe.checked` first.
public final class FeatureReader: Sendable {
  /// The file.
  public let url: URL
  /// The path of the features in the file; `/features` unless another was asked for.
  public let dataset: String
  /// Rows of the features, N.
  public let rowCount: Int
  /// Numbers per feature, D.
  public let dimension: Int
  /// Channels of M in a file of spots; nil in any other.
  public let mDimension: Int?
  /// Whether another program wrote the file.
  public let isForeign: Bool
  /// The attributes of the file; nil in a foreign file.
  public let attributes: FeatureAttributes?
  /// The content hash that was written into the file; nil in a foreign file. See `contentHash()`.
  public let storedContentHash: String?
  /// The number of pictures, I; nil where the file has no `/image`.
  public let imageCount: Int?

  let file: HDF5File
  private let featureRows: HDF5Dataset
  private let rowAxis: Int

  /// Opens a file and checks its layout.
  ///
  /// - Parameter dataset: the path of the features in a file of another program.
  /// - Throws: `FeatureStoreError` with code `.missing`, `.unreadable` (not HDF5, cut short, still being written),
  ///   `.malformed` (also if rows were never written) or `.newerSchema`.
  public init(_ url: URL, dataset: String = DatasetPath.features) throws(FeatureStoreError) {
    let kind = FileKind(of: url)
    guard kind == .file else {
      let isElsewhere = kind == .brokenLink || kind == .hidden
      throw FeatureStoreError(
        .missing, at: url.path, kind.fault?.clause ?? "does not exist",
        remedy: isElsewhere ? kind.fault?.remedy : "Name a feature file, such as RUN/mining/KEY/features.h5.")
    }
    let file = try HDF5File.open(url)
    let schema = try file.text(attribute: "schema")
    if let schema {
      guard schema == FeatureSchema.name, let version = try file.integer(attribute: "schema_version") else {
        throw FeatureStoreError(
          .malformed, at: url.path, "names the schema \(schema), not \(FeatureSchema.name) with a version",
          remedy: "Use the program that wrote it, or give a file with nothing but /features.")
      }
      guard version >= 1 else {
        throw FeatureStoreError(
          .malformed, at: url.path, "has schema version \(version), and the first was 1",
          remedy: "Mine the features again.")
      }
      guard version <= FeatureSchema.version else {
        throw FeatureStoreError(
          .newerSchema, at: url.path,
          "has schema version \(version), newer than the \(FeatureSchema.version) this program reads",
          remedy: "Use the version of the program that wrote it.")
      }
    }
    let path = DatasetPath.absolute(dataset)
    guard schema == nil || path == DatasetPath.features else {
      throw FeatureStoreError(
        .malformed, at: url.path, "was mined by this program, whose features are /features and not \(path)",
        remedy: "Leave out --dataset.")
    }
    let (features, table) = try Self.table(path, of: file)
    self.url = url
    self.file = file
    featureRows = features
    self.dataset = path
    rowAxis = table.rowAxis
    rowCount = table.rowCount
    dimension = table.dimension
    isForeign = schema == nil
    attributes = schema == nil ? nil : try FeatureAttributes(of: file)
    storedContentHash = schema == nil ? nil : try file.text(attribute: "contentHash")
    imageCount = try FeatureLayoutCheck.check(file, rowCount: rowCount, attributes: attributes)
    mDimension = attributes?.unit == .spot ? try file.dataset(FeatureSchema.mFeatures)?.shape.last : nil
    try features.checkWritten(along: table.rowAxis)
  }

  /// Reads features, [rows, D] row by row; other numbers than f32 are rounded to it.
  ///
  /// - Throws: `FeatureStoreError` with code `.nonFinite` that names the row and, if known, the picture; or that counts
  ///   the rows of the whole file that are not finite, and names the first, if there are several.
  public func features(rows: Range<Int>) throws(FeatureStoreError) -> [Float] {
    let values = try storedFeatures(rows)
    if NonFinite.firstIndex(in: values) != nil { throw try nonFinite() }
    return values
  }

  /// Reads all features, N * D numbers.
  public func features() throws(FeatureStoreError) -> [Float] { try features(rows: 0..<rowCount) }

  /// Calls `body` with blocks of consecutive rows, in order, each of bounded size.
  public func forEachBlock(
    rowsPerBlock: Int? = nil, _ body: (_ rows: Range<Int>, _ features: [Float]) throws -> Void
  ) throws {
    let step = rowsPerBlock ?? self.rowsPerBlock
    for first in stride(from: 0, to: rowCount, by: step) {
      let rows = first..<min(rowCount, first + step)
      try body(rows, try features(rows: rows))
    }
  }

  /// The content hash, computed from the current content. Reads everything.
  ///
  /// - Complexity: O(bytes of the file).
  public func contentHash() throws(FeatureStoreError) -> String {
    try FeatureContent.hash(of: file, features: dataset)
  }

  // MARK: -

  /// Rows as the file stores them, finite or not.
  func storedFeatures(_ rows: Range<Int>) throws(FeatureStoreError) -> [Float] {
    try featureRows.read(rows: rows, along: rowAxis, zero: Float(0))
  }

  /// The number in rows that were never written, for `BlankRows`; nil where rows of one number may be features.
  var fillOfBlankRows: Float? {
    guard isForeign, dimension >= BlankRows.smallestDimension, featureRows.kind.isFractional else {
      return nil
    }
    return featureRows.fillValue
  }

  /// Rows that are read at once.
  var rowsPerBlock: Int { FeatureSchema.chunkRows(rowBytes: dimension * 4) * 16 }
}

extension FeatureAttributes {
  /// Reads the attributes of a file of this schema.
  init(of file: HDF5File) throws(FeatureStoreError) {
    func text(_ name: String) throws(FeatureStoreError) -> String {
      guard let value = try file.text(attribute: name) else { throw Self.missing(name, file) }
      return value
    }
    func integer(_ name: String) throws(FeatureStoreError) -> Int {
      guard let value = try file.integer(attribute: name) else { throw Self.missing(name, file) }
      return value
    }
    let viewPixels = try integer("view_pixels")
    let unitName = try file.text(attribute: "unit") ?? MinedUnit.cell.rawValue
    guard let unit = MinedUnit(rawValue: unitName) else {
      throw FeatureStoreError(
        .malformed, at: file.place, "has the unit \(unitName), which this program does not know",
        remedy: "Use the version of the program that wrote it.")
    }
    self.init(
      unit: unit, descriptor: try file.text(attribute: "descriptor"),
      cells: try Self.cells(count: try integer("grid"), viewPixels: viewPixels, in: file),
      viewPixels: viewPixels, zoomPixels: try integer("zoom_pixels"), precision: try text("precision"),
      checkpointSHA256: try text("checkpoint_sha256"), configuration: try text("configuration"),
      dataRoot: try text("data_root"), programVersion: try text("program_version"))
  }

  /// Where the cells look: as the attributes say, or tiling the view if there are none.
  private static func cells(
    count: Int, viewPixels: Int, in file: HDF5File
  ) throws(FeatureStoreError) -> CellGrid {
    guard count > 0, viewPixels > 0 else {
      throw FeatureStoreError(
        .malformed, at: file.place, "has \(count) cells a side in a view of \(viewPixels) pixels",
        remedy: "Mine the features again.")
    }
    let names = ["cell_first", "cell_stride"]
    var values: [Double] = []
    for name in names where try file.has(attribute: name) {
      guard let value = try file.number(attribute: name) else { throw missing(name, file) }
      values.append(value)
    }
    guard !values.isEmpty else { return CellGrid(count: count, tiling: Double(viewPixels)) }
    // No picture reaches these bounds; beyond them positions in pixels lose their fractions.
    guard values.count == 2, abs(values[0]) <= 1e6, (1e-3...1e6).contains(values[1]) else {
      throw FeatureStoreError(
        .malformed, at: file.place,
        "\(names.joined(separator: " and ")) are \(values), not two lengths in view pixels",
        remedy: "Mine the features again.")
    }
    return CellGrid(count: count, firstCentre: values[0], stride: values[1])
  }

  private static func missing(_ name: String, _ file: HDF5File) -> FeatureStoreError {
    FeatureStoreError(.malformed, at: file.place, "has no attribute \(name)")
  }
}
