import Workbench

extension FeatureReader {
  /// The regions, one per row of `/features`; nil in a foreign file.
  ///
  /// - Throws: `FeatureStoreError` with code `.malformed` if a region names a picture that does not exist.
  public func regions() throws(FeatureStoreError) -> [FeatureRegion]? {
    guard let imageCount else { return nil }
    let image = try column("/region/image", zero: UInt32(0))
    try checkIndices(image, "/region/image", imageCount)
    let level = try column("/region/level", zero: UInt8(0))
    let rank = try column("/region/rank", zero: UInt8(0))
    let row = try column("/region/row", zero: UInt8(0))
    let column = try column("/region/col", zero: UInt8(0))
    let response = try self.column("/region/response", zero: Float(0))
    let source = try boxes("/region/box_source")
    let view = try boxes("/region/box_view")
    let zoom = try boxes("/region/box_zoom")
    let side = try self.column("/region/side_source", zero: Float(0))
    let spots = try spots()
    return (0..<rowCount).map { index in
      FeatureRegion(
        image: image[index], level: level[index], rank: rank[index], row: row[index], column: column[index],
        response: response[index], boxSource: source[index], boxView: view[index], boxZoom: zoom[index],
        sideSource: side[index], spot: spots?[index])
    }
  }

  /// M at the cells of the spots, [N, `mDimension`]; nil in a file of cells or of another program.
  ///
  /// - Throws: `FeatureStoreError` with code `.nonFinite` that names the row.
  public func mFeatures() throws(FeatureStoreError) -> [Float]? {
    guard let mDimension else { return nil }
    let values = try column(FeatureSchema.mFeatures, zero: Float(0))
    if let bad = NonFinite.firstIndex(in: values) {
      throw FeatureStoreError(
        .nonFinite, at: url.path, "\(FeatureSchema.mFeatures) is not finite", row: bad / mDimension,
        remedy: "Mine the spots again.")
    }
    return values
  }

  /// The pictures; nil in a foreign file. Probabilities of a head that was not trained are empty.
  public func images() throws(FeatureStoreError) -> [FeatureImage]? {
    guard let imageCount else { return nil }
    let id = try texts("/image/id")
    let path = try texts("/image/path")
    let sha256 = try texts("/image/sha256")
    let patient = try texts("/image/patient")
    let eye = try texts("/image/eye")
    let split = try texts("/image/split")
    let width = try column("/image/width", zero: Int32(0))
    let height = try column("/image/height", zero: Int32(0))
    let grade = try column("/image/grade", zero: Int8(0))
    let yM = try probabilities("/image/y_m", imageCount)
    let yA = try probabilities("/image/y_a", imageCount)
    let yC = try probabilities("/image/y_c", imageCount)
    let y = try probabilities("/image/y", imageCount)
    let cropBox = try boxes("/image/crop_box")
    return (0..<imageCount).map { index in
      FeatureImage(
        id: id[index], path: path[index], sha256: sha256[index], patient: patient[index], eye: eye[index],
        split: split[index], width: width[index], height: height[index], grade: grade[index], yM: yM[index],
        yA: yA[index], yC: yC[index], y: y[index], cropBox: cropBox[index])
    }
  }

  /// The lesions; empty if none are known, nil in a foreign file.
  public func lesions() throws(FeatureStoreError) -> [FeatureLesion]? {
    guard let imageCount else { return nil }
    guard try file.dataset("/lesion/image") != nil else { return [] }
    let image = try column("/lesion/image", zero: UInt32(0))
    try checkIndices(image, "/lesion/image", imageCount)
    let type = try texts("/lesion/type")
    let box = try boxes("/lesion/box_source")
    return image.indices.map { FeatureLesion(image: image[$0], type: type[$0], boxSource: box[$0]) }
  }

  /// G of one picture, [5, g, g]; nil in a foreign file.
  public func attention(image: Int) throws(FeatureStoreError) -> [Float]? {
    guard imageCount != nil, let dataset = try file.dataset("/image/attention") else { return nil }
    return try dataset.read(rows: image..<image + 1, zero: Float16(0)).map { Float($0) }
  }

  /// G of all pictures, as the file stores it.
  func storedAttention() throws(FeatureStoreError) -> [Float16] {
    try column("/image/attention", zero: Float16(0))
  }

  /// Top left corners in pixels, [N, 2] as x, y; nil if there is no such column of numbers.
  ///
  /// Present in CLAM's files too.
  public func coordinates() throws(FeatureStoreError) -> [Int32]? {
    guard try !file.isGroup("/coords"), let dataset = try file.dataset("/coords"),
      dataset.shape == [rowCount, 2], dataset.kind.isNumber
    else { return nil }
    try dataset.checkWritten()
    return try dataset.read(rows: 0..<rowCount, zero: Int32(0))
  }

  // MARK: -

  /// The columns of spots; nil in a file of cells.
  private func spots() throws(FeatureStoreError) -> [FeatureSpot]? {
    guard attributes?.unit == .spot else { return nil }
    let polarity = try column("/region/polarity", zero: UInt8(0))
    if let row = polarity.firstIndex(where: { !FeatureSpot.polarities.contains($0) }) {
      throw FeatureStoreError(
        .malformed, at: url.path, "/region/polarity is \(polarity[row]), not 0 (dark) or 1 (bright)", row: row
      )
    }
    let scale = try column("/region/scale_source", zero: Float(0))
    let strength = try column("/region/strength", zero: Float(0))
    let novelty = try column("/region/novelty", zero: Float(0))
    return (0..<rowCount).map { index in
      FeatureSpot(
        polarity: polarity[index], scaleSource: scale[index], strength: strength[index],
        novelty: novelty[index])
    }
  }

  private func column<Element: HDF5Element>(
    _ path: String, zero: Element
  ) throws(FeatureStoreError) -> [Element] {
    let dataset = try required(path)
    return try dataset.read(rows: 0..<(dataset.shape.first ?? 0), zero: zero)
  }

  private func texts(_ path: String) throws(FeatureStoreError) -> [String] { try required(path).strings() }

  private func boxes(_ path: String) throws(FeatureStoreError) -> [Box] {
    let numbers = try column(path, zero: Float(0))
    return stride(from: 0, to: numbers.count, by: 4).map { first in
      Box(
        minX: numbers[first], minY: numbers[first + 1], maxX: numbers[first + 2], maxY: numbers[first + 3])
    }
  }

  private func probabilities(_ path: String, _ count: Int) throws(FeatureStoreError) -> [[Float]] {
    guard try file.dataset(path) != nil else { return Array(repeating: [], count: count) }
    let numbers = try column(path, zero: Float(0))
    return (0..<count).map { Array(numbers[$0 * 5..<($0 + 1) * 5]) }
  }

  private func required(_ path: String) throws(FeatureStoreError) -> HDF5Dataset {
    guard let dataset = try file.dataset(path) else {
      throw FeatureStoreError(.malformed, at: url.path, "has no column \(path)")
    }
    return dataset
  }

  private func checkIndices(_ images: [UInt32], _ path: String, _ count: Int) throws(FeatureStoreError) {
    if let row = images.firstIndex(where: { $0 >= count }) {
      throw FeatureStoreError(
        .malformed, at: url.path, "\(path) names picture \(images[row]) of \(count)", row: row)
    }
  }
}
