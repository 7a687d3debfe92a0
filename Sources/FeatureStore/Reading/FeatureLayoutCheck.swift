/// Checks the data sets other than `/features`: groups must be complete or absent, and shapes must fit each other.
enum FeatureLayoutCheck {
  /// One column: its type and the extents of one row.
  private struct Column {
    let path: String
    let kind: HDF5Kind
    var row: [Int] = []
    var isOptional = false
  }

  private static let regions = [
    Column(path: "/region/image", kind: .uint32), Column(path: "/region/level", kind: .uint8),
    Column(path: "/region/rank", kind: .uint8), Column(path: "/region/row", kind: .uint8),
    Column(path: "/region/col", kind: .uint8), Column(path: "/region/response", kind: .float32),
    Column(path: "/region/box_source", kind: .float32, row: [4]),
    Column(path: "/region/box_view", kind: .float32, row: [4]),
    Column(path: "/region/box_zoom", kind: .float32, row: [4]),
    Column(path: "/region/side_source", kind: .float32),
    Column(path: "/coords", kind: .int32, row: [2]),
  ]

  private static let spots = [
    Column(path: "/region/polarity", kind: .uint8), Column(path: "/region/scale_source", kind: .float32),
    Column(path: "/region/strength", kind: .float32), Column(path: "/region/novelty", kind: .float32),
  ]

  private static let images = [
    Column(path: "/image/id", kind: .string), Column(path: "/image/path", kind: .string),
    Column(path: "/image/sha256", kind: .string), Column(path: "/image/patient", kind: .string),
    Column(path: "/image/eye", kind: .string), Column(path: "/image/split", kind: .string),
    Column(path: "/image/width", kind: .int32), Column(path: "/image/height", kind: .int32),
    Column(path: "/image/grade", kind: .int8),
    Column(path: "/image/y_m", kind: .float32, row: [5], isOptional: true),
    Column(path: "/image/y_a", kind: .float32, row: [5], isOptional: true),
    Column(path: "/image/y_c", kind: .float32, row: [5], isOptional: true),
    Column(path: "/image/y", kind: .float32, row: [5], isOptional: true),
    Column(path: "/image/crop_box", kind: .float32, row: [4]),
  ]

  private static let lesions = [
    Column(path: "/lesion/image", kind: .uint32), Column(path: "/lesion/type", kind: .string),
    Column(path: "/lesion/box_source", kind: .float32, row: [4]),
  ]

  /// Checks a file of this schema and returns its number of pictures; nil for a foreign file.
  static func check(
    _ file: HDF5File, rowCount: Int, attributes: FeatureAttributes?
  ) throws(FeatureStoreError) -> Int? {
    guard let attributes else { return nil }
    try check(file, regions, rowCount: rowCount)
    if attributes.unit == .spot {
      try check(file, spots, rowCount: rowCount)
      guard let m = try file.dataset(FeatureSchema.mFeatures), m.shape.count == 2, m.shape[0] == rowCount,
        m.shape[1] > 0, m.kind == .float32
      else {
        throw FeatureStoreError(
          .malformed, at: file.place, "\(FeatureSchema.mFeatures) is not f32 [\(rowCount), channels of M]",
          remedy: "Mine the spots again.")
      }
    }
    guard let imageCount = try file.dataset("/image/id")?.shape.first else {
      throw FeatureStoreError(.malformed, at: file.place, "has no column /image/id")
    }
    let attention = Column(
      path: "/image/attention", kind: .float16,
      row: [FeatureSchema.levelCount, attributes.grid, attributes.grid])
    try check(file, images + [attention], rowCount: imageCount)
    if let lesionCount = try file.dataset("/lesion/image")?.shape.first {
      try check(file, lesions, rowCount: lesionCount)
    }
    return imageCount
  }

  // MARK: -

  private static func check(
    _ file: HDF5File, _ columns: [Column], rowCount: Int
  ) throws(FeatureStoreError) {
    for column in columns {
      guard let dataset = try file.dataset(column.path) else {
        if column.isOptional { continue }
        throw FeatureStoreError(.malformed, at: file.place, "has no column \(column.path)")
      }
      let expected = [rowCount] + column.row
      guard dataset.shape == expected, dataset.kind == column.kind else {
        throw FeatureStoreError(
          .malformed, at: file.place,
          "\(column.path) is \(dataset.kind.rawValue) \(dataset.shape), not \(column.kind.rawValue) \(expected)"
        )
      }
    }
  }
}
