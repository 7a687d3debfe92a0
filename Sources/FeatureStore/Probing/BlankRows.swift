/// Finds rows of a file of another program that were reserved and never written, though the file stores them.
///
/// A program that reserves a table and is killed leaves rows of the fill value, mostly 0, which would become a cluster.
/// Two such rows in sequence are refused. One may be a feature, and so may two of whole numbers or of few numbers.
struct BlankRows {
  private let reader: FeatureReader
  private let fill: Float
  private let isApplicable: Bool
  private var rows = RowList()

  init(of reader: FeatureReader) {
    self.reader = reader
    (isApplicable, fill) = reader.fillOfBlankRows.map { (true, $0) } ?? (false, 0)
  }

  /// Looks at a block of rows, [rows, D].
  mutating func look(at features: [Float], from first: Int) {
    guard isApplicable else { return }
    let dimension = reader.dimension
    for place in stride(from: 0, to: features.count, by: dimension) where features[place] == fill {
      guard features[place..<place + dimension].allSatisfy({ $0 == fill }) else { continue }
      let row = first + place / dimension
      rows.append(row..<row + 1)
    }
  }

  /// - Throws: `FeatureStoreError` with code `.malformed`.
  func conclude() throws(FeatureStoreError) {
    let several = rows.stretches.filter { $0.count > 1 }
    guard !several.isEmpty else { return }
    var blank = RowList()
    for stretch in several { blank.append(stretch) }
    throw FeatureStoreError(
      .malformed, at: reader.url.path,
      "\(reader.dataset) is \(fill == 0 ? "0" : "\(fill)") in all of \(blank.text), as if they were never written",
      remedy: HDF5Dataset.unwrittenRemedy)
  }

  /// The fewest numbers of a row that are not all 0 by chance.
  static let smallestDimension = 16
}
