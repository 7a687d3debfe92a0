import Foundation
import Workbench

/// Writes one HDF5 file by the schema, from columns in memory and two streams of rows.
///
/// The calls depend only on the content, never on how it was divided into blocks, because rows of the two large data
/// sets are gathered into whole chunks first. So the same content gives the same bytes.
struct FeatureFileLayout {
  let columns: FeatureColumns
  let attributes: FeatureAttributes
  let dimension: Int
  /// Channels of M in a file of spots; nil in a file of cells.
  let mDimension: Int?

  /// Writes the file and returns its content hash.
  ///
  /// `features`, `mFeatures` and `attention` pass on the rows of one block after another, in order. `mFeatures` is called
  /// only for a file of spots.
  func write(
    to url: URL,
    features: ((_ rows: [Float]) throws -> Void) throws -> Void,
    mFeatures: ((_ rows: [Float]) throws -> Void) throws -> Void,
    attention: ((_ rows: [Float16]) throws -> Void) throws -> Void
  ) throws -> String {
    let file = try HDF5File.create(url)
    for group in ["/region", "/image", "/lesion"] where group != "/lesion" || !columns.lesions.isEmpty {
      try file.createGroup(group)
    }
    try stream(file, "/features", shape: [columns.regions.count, dimension], features)
    if let mDimension {
      try stream(file, FeatureSchema.mFeatures, shape: [columns.regions.count, mDimension], mFeatures)
    }
    try writeRegions(file)
    try writeImages(file)
    let shape = [columns.images.count, FeatureSchema.levelCount, attributes.grid, attributes.grid]
    try stream(file, "/image/attention", shape: shape, attention)
    if !columns.lesions.isEmpty { try writeLesions(file) }
    try writeAttributes(file)
    let hash = try FeatureContent.hash(of: file)
    try file.setAttribute("contentHash", hash)
    try file.close()
    return hash
  }

  // MARK: -

  private func writeRegions(_ file: HDF5File) throws {
    let regions = columns.regions
    try column(file, "/coords", regions.flatMap(\.coordinates), width: 2)
    try column(file, "/region/image", regions.map(\.image))
    try column(file, "/region/level", regions.map(\.level))
    try column(file, "/region/rank", regions.map(\.rank))
    try column(file, "/region/row", regions.map(\.row))
    try column(file, "/region/col", regions.map(\.column))
    try column(file, "/region/response", regions.map(\.response))
    try column(file, "/region/box_source", regions.flatMap(\.boxSource.coordinates), width: 4)
    try column(file, "/region/box_view", regions.flatMap(\.boxView.coordinates), width: 4)
    try column(file, "/region/box_zoom", regions.flatMap(\.boxZoom.coordinates), width: 4)
    try column(file, "/region/side_source", regions.map(\.sideSource))
    if mDimension != nil { try writeSpots(regions.compactMap(\.spot), file) }
  }

  private func writeSpots(_ spots: [FeatureSpot], _ file: HDF5File) throws {
    try column(file, "/region/polarity", spots.map(\.polarity))
    try column(file, "/region/scale_source", spots.map(\.scaleSource))
    try column(file, "/region/strength", spots.map(\.strength))
    try column(file, "/region/novelty", spots.map(\.novelty))
  }

  private func writeImages(_ file: HDF5File) throws {
    let images = columns.images
    let texts: [(String, KeyPath<FeatureImage, String>)] = [
      ("id", \.id), ("path", \.path), ("sha256", \.sha256), ("patient", \.patient), ("eye", \.eye),
      ("split", \.split),
    ]
    for (name, text) in texts {
      let values = images.map { $0[keyPath: text] }
      try file.createStrings("/image/\(name)", values, chunkRows: FeatureSchema.chunkRows(rowBytes: 64))
    }
    try column(file, "/image/width", images.map(\.width))
    try column(file, "/image/height", images.map(\.height))
    try column(file, "/image/grade", images.map(\.grade))
    let heads: [(String, KeyPath<FeatureImage, [Float]> & Sendable)] = [
      ("y_m", \.yM), ("y_a", \.yA), ("y_c", \.yC), ("y", \.y),
    ]
    for (name, head) in heads {
      guard let isPresent = columns.hasHead(head) else {
        throw FeatureStoreError(
          .malformed, at: file.place, "some pictures have probabilities /image/\(name) and others do not")
      }
      guard isPresent else { continue }
      let values = images.flatMap { $0[keyPath: head] }
      try column(file, "/image/\(name)", values, width: FeatureSchema.levelCount)
    }
    try column(file, "/image/crop_box", images.flatMap(\.cropBox.coordinates), width: 4)
  }

  private func writeLesions(_ file: HDF5File) throws {
    try column(file, "/lesion/image", columns.lesions.map(\.image))
    try file.createStrings(
      "/lesion/type", columns.lesions.map(\.type), chunkRows: FeatureSchema.chunkRows(rowBytes: 64))
    try column(file, "/lesion/box_source", columns.lesions.flatMap(\.boxSource.coordinates), width: 4)
  }

  private func writeAttributes(_ file: HDF5File) throws {
    try file.setAttribute("schema", FeatureSchema.name)
    try file.setAttribute("schema_version", FeatureSchema.version)
    // Files of cells have neither attribute, so their bytes are those of earlier versions.
    if attributes.unit != .cell { try file.setAttribute("unit", attributes.unit.rawValue) }
    if let descriptor = attributes.descriptor { try file.setAttribute("descriptor", descriptor) }
    try file.setAttribute("grid", attributes.grid)
    try file.setAttribute("cell_first", attributes.cells.firstCentre)
    try file.setAttribute("cell_stride", attributes.cells.stride)
    try file.setAttribute("view_pixels", attributes.viewPixels)
    try file.setAttribute("zoom_pixels", attributes.zoomPixels)
    try file.setAttribute("precision", attributes.precision)
    try file.setAttribute("checkpoint_sha256", attributes.checkpointSHA256)
    try file.setAttribute("configuration", attributes.configuration)
    try file.setAttribute("data_root", attributes.dataRoot)
    try file.setAttribute("program_version", attributes.programVersion)
  }

  private func column<Element: HDF5Element>(
    _ file: HDF5File, _ path: String, _ values: [Element], width: Int? = nil
  ) throws {
    let rowCount = values.count / (width ?? 1)
    let chunk = FeatureSchema.chunkRows(rowBytes: MemoryLayout<Element>.size * (width ?? 1))
    let shape = [rowCount] + (width.map { [$0] } ?? [])
    try file.createDataset(path, Element.kind, shape: shape, chunkRows: chunk).write(values, firstRow: 0)
  }

  private func stream<Element: HDF5Element>(
    _ file: HDF5File, _ path: String, shape: [Int],
    _ source: ((_ rows: [Element]) throws -> Void) throws -> Void
  ) throws {
    let rowLength = shape.dropFirst().reduce(1, *)
    let chunk = FeatureSchema.chunkRows(rowBytes: MemoryLayout<Element>.size * rowLength)
    let dataset = try file.createDataset(path, Element.kind, shape: shape, chunkRows: chunk)
    var waiting: [Element] = []
    var firstRow = 0
    func flush(_ count: Int) throws {
      try dataset.write(Array(waiting.prefix(count * rowLength)), firstRow: firstRow)
      waiting.removeFirst(count * rowLength)
      firstRow += count
    }
    try source { rows in
      waiting += rows
      let whole = waiting.count / rowLength / chunk * chunk
      if whole > 0 { try flush(whole) }
    }
    try flush(waiting.count / rowLength)
    guard firstRow == shape[0] else {
      throw FeatureStoreError(
        .malformed, at: file.place, "\(path) has \(firstRow) rows where \(shape[0]) were announced")
    }
  }
}
