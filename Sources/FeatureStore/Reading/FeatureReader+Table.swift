import Workbench

extension FeatureReader {
  /// The data set of the features and how its extents are rows.
  ///
  /// - Throws: `FeatureStoreError` with code `.malformed`. If there is no such data set, the error lists those of the
  ///   file.
  static func table(
    _ path: String, of file: HDF5File
  ) throws(FeatureStoreError) -> (HDF5Dataset, FeatureTable) {
    guard try !file.isGroup(path), let features = try file.dataset(path) else {
      throw absent(path, in: file, isGroup: try file.isGroup(path))
    }
    guard let table = FeatureTable(features.shape) else {
      throw FeatureStoreError(
        .malformed, at: file.place, "\(path) has the shape \(features.shape), not [rows, dimensions]",
        remedy: "Store one row per region and one column per number.")
    }
    guard features.kind.isNumber else {
      throw FeatureStoreError(
        .malformed, at: file.place,
        "\(path) holds \(features.kind == .string ? "texts" : "values of a type that is not a plain number"), not numbers",
        remedy: "Store the features as f32.")
    }
    return (features, table)
  }

  // MARK: -

  private static func absent(_ path: String, in file: HDF5File, isGroup: Bool) -> FeatureStoreError {
    let all = file.listing()
    let shown = all.prefix(6).map {
      "\($0.path) \($0.kind == .other ? "records" : $0.kind.rawValue) \($0.shape)"
    }
    let more = all.count - shown.count
    let list = (shown + (more > 0 ? ["\(more) more"] : []))
    let words =
      list.count < 2
      ? list.joined() : list.dropLast().joined(separator: ", ") + " and " + list[list.count - 1]
    let first = isGroup ? "\(path) is a group and no data set" : "has no data set \(path)"
    let table = all.first {
      $0.kind.isNumber && FeatureTable($0.shape) != nil && !$0.path.hasSuffix("/coords")
    }
    return FeatureStoreError(
      .malformed, at: file.place,
      "\(first); the file holds \(all.isEmpty ? "no data set" : words)",
      remedy: table.map { "Name the data set with the features: --dataset \(ShellWord.quoted($0.path))." }
        ?? "A feature file holds a table of numbers named /features, one row per region.")
  }
}
