import Workbench

/// Finds the columns of a table by name, and suggests similar names.
struct ColumnFinder {
  private let table: CSVTable

  init(_ table: CSVTable) { self.table = table }

  /// The index of a column that must be there.
  ///
  /// - Parameters:
  ///   - key: the key that names the column.
  ///   - alternative: what else the key may be set to, for the remedy.
  /// - Throws: `FundusError` `.malformed`, which lists the existing columns.
  func index(_ name: String, key: String? = nil, orElse alternative: String = "") throws(FundusError) -> Int {
    if let index = table.optionalIndex(of: name) { return index }
    let words = table.columns.flatMap { $0.split(whereSeparator: \.isWhitespace) }
    if words.contains(where: { PictureIndex.isPicture(String($0)) }) {
      throw FundusError(
        .malformed, at: table.place, line: 1, "names a picture where the columns should be named",
        remedy: "Add a first line such as image,level; DDR's tables are read with data.source=ddr.")
    }
    let near = nearest(to: name)
    let suggestion = near.map { "Did you mean \($0)? " } ?? ""
    let remedy = key.map { "\(suggestion)Set \($0) to the column's name\(alternative)." } ?? suggestion
    throw FundusError(
      .malformed, at: table.place, line: 1,
      "has no column named \(name); it has \(table.columns.joined(separator: ", "))",
      remedy: remedy.isEmpty ? nil : remedy.trimmingSuffix(" "))
  }

  /// The index of the first of some columns that is there; one must be.
  ///
  /// - Throws: `FundusError` `.malformed`, which lists the existing columns.
  func index(oneOf name: String, _ others: String...) throws(FundusError) -> Int {
    for other in [name] + others {
      if let index = table.optionalIndex(of: other) { return index }
    }
    return try index(name)
  }

  /// The index of a column that may be absent.
  ///
  /// - Throws: `FundusError` `.malformed` if another column has nearly this name, because a misspelt `patient` would
  ///   silently make every picture its own patient.
  func optionalIndex(_ name: String, key: String, taken: [String]) throws(FundusError) -> Int? {
    if let index = table.optionalIndex(of: name) { return index }
    if let near = nearest(to: name), !taken.contains(near) { return try index(name, key: key) }
    return nil
  }

  // MARK: -

  /// The column whose name differs only in case or in at most two letters.
  private func nearest(to name: String) -> String? {
    table.columns
      .map { (column: $0, distance: Self.distance(Array($0.lowercased()), Array(name.lowercased()))) }
      .filter { $0.distance <= min(2, name.count / 3) }
      .min { $0.distance < $1.distance }?.column
  }

  /// The Levenshtein distance.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, one) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (one == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
