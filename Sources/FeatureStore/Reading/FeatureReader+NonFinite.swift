extension FeatureReader {
  /// What to say of the rows of the whole file that are not finite.
  func nonFinite() throws(FeatureStoreError) -> FeatureStoreError {
    var bad = RowList()
    for start in stride(from: 0, to: rowCount, by: rowsPerBlock) {
      let rows = start..<min(rowCount, start + rowsPerBlock)
      let values = try storedFeatures(rows)
      guard NonFinite.firstIndex(in: values) != nil else { continue }
      for row in rows {
        let place = (row - start) * dimension
        if values[place..<place + dimension].contains(where: { !$0.isFinite }) { bad.append(row..<row + 1) }
      }
    }
    guard bad.count == 1, let row = bad.stretches.first?.lowerBound else {
      return FeatureStoreError(
        .nonFinite, at: url.path,
        "\(bad.count) of its \(rowCount) features are not finite in f32: \(bad.text)",
        remedy: "Remove these rows, or mine their pictures again.")
    }
    return FeatureStoreError(
      .nonFinite, at: url.path, "the feature is not finite in f32", picture: pictureID(ofRow: row), row: row,
      remedy: "Remove the row, or mine the picture again.")
  }

  // MARK: -

  private func pictureID(ofRow row: Int) -> String? {
    // The name is only an addition to an error that is thrown anyway, so a failure to read it does not matter.
    guard let column = try? file.dataset("/region/image"), let ids = try? file.dataset("/image/id"),
      let index = try? column.read(rows: row..<row + 1, zero: UInt32(0)).first,
      let names = try? ids.strings(), Int(index) < names.count
    else { return nil }
    return names[Int(index)]
  }
}
