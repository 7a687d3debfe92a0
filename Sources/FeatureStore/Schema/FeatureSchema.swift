/// The names and the version of the feature file's layout.
public enum FeatureSchema {
  /// The value of the attribute `schema`; a file without it was written by another program.
  public static let name = "zoomin-features"
  /// The newest version this program writes and reads.
  public static let version = 1
  /// Gated attention maps per picture: one for each grade.
  public static let levelCount = 5

  /// Where a file of spots has M at the spots' cells.
  static let mFeatures = "/m_features"

  /// The data sets in the order of the content hash.
  static let order = [
    "/features", "/coords", "/region/image", "/region/level", "/region/rank", "/region/row", "/region/col",
    "/region/response", "/region/box_source", "/region/box_view", "/region/box_zoom", "/region/side_source",
    "/image/id", "/image/path", "/image/sha256", "/image/patient", "/image/eye", "/image/split",
    "/image/width", "/image/height", "/image/grade", "/image/y_m", "/image/y_a", "/image/y_c", "/image/y",
    "/image/crop_box", "/image/attention", "/lesion/image", "/lesion/type", "/lesion/box_source",
    // Of spots only. Last, so that the hashes of files of cells are those of earlier versions.
    "/m_features", "/region/polarity", "/region/scale_source", "/region/strength", "/region/novelty",
  ]

  /// Rows per chunk for a column of `rowBytes` bytes per row: a power of two, at most one mebibyte per chunk.
  ///
  /// One mebibyte is the library's default chunk cache: a larger chunk would be read again for every row.
  static func chunkRows(rowBytes: Int) -> Int {
    var rows = 1
    while rows < 4096 && rows * 2 * rowBytes <= 1 << 20 { rows *= 2 }
    return rows
  }
}
