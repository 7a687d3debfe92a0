internal import CHDF5

/// A data set of an open file.
final class HDF5Dataset: Sendable {
  /// The path of the file, for messages.
  let place: String
  /// The absolute path of the data set in the file.
  let path: String
  /// Its extents; empty for a scalar.
  let shape: [Int]
  /// The type of its elements.
  let kind: HDF5Kind
  let handle: HDF5Handle
  /// The size of all elements, uncompressed.
  let byteCount: Int

  init(place: String, path: String, handle: HDF5Handle) throws(FeatureStoreError) {
    self.place = place
    self.path = path
    self.handle = handle
    let spaceID = try HDF5Library.call(.unreadable, at: place, "cannot read the shape of \(path)") {
      H5Dget_space(handle.id)
    }
    let space = HDF5Handle(spaceID, closedBy: H5Sclose)
    var extents: [hsize_t] = []
    try HDF5Library.call(.unreadable, at: place, "cannot read the shape of \(path)") { () -> Int32 in
      let rank = H5Sget_simple_extent_ndims(space.id)
      guard rank > 0 else { return rank }
      extents = Array(repeating: 0, count: Int(rank))
      return H5Sget_simple_extent_dims(space.id, &extents, nil)
    }
    let typeID = try HDF5Library.call(.unreadable, at: place, "cannot read the type of \(path)") {
      H5Dget_type(handle.id)
    }
    let type = HDF5Handle(typeID, closedBy: H5Tclose)
    var kind = HDF5Kind.other
    var elementBytes = 0
    HDF5Library.withoutErrors {
      kind = HDF5Kind(of: type)
      elementBytes = Int(clamping: H5Tget_size(type.id))
    }
    self.kind = kind
    guard let shape = extents.isEmpty ? [] : Self.representable(extents, elementBytes: max(8, elementBytes))
    else { throw FeatureStoreError(.malformed, at: place, "\(path) has an impossible shape \(extents)") }
    self.shape = shape
    byteCount = shape.reduce(elementBytes, *)
  }

  /// Refuses a data set that claims far more bytes than the file stores, before memory is allocated for it. Rows that
  /// were never written are the likelier reason, so they are looked for first.
  func checkStorage() throws(FeatureStoreError) {
    var storedBytes: Int?
    HDF5Library.withoutErrors { storedBytes = Self.storedBytes(of: handle) }
    guard let storedBytes, byteCount > Self.trustedBytes, byteCount / Self.largestCompression > storedBytes
    else { return }
    try checkWritten(along: FeatureTable(shape)?.rowAxis ?? 0)
    throw FeatureStoreError(
      .malformed, at: place, "\(path) claims to hold \(byteCount) bytes, but the file stores \(storedBytes)")
  }

  /// The count of numbers in one row.
  var rowLength: Int { rowLength(along: 0) }

  /// The count of numbers that have one index on an axis.
  func rowLength(along axis: Int) -> Int {
    shape.enumerated().reduce(1) { $1.offset == axis ? $0 : $0 * $1.element }
  }

  /// Reads whole rows, converted to `Element` if the file stores another type of number.
  ///
  /// - Parameter axis: the axis that counts the rows; all axes before it have the extent 1.
  func read<Element: HDF5Element>(
    rows: Range<Int>, along axis: Int = 0, zero: Element
  ) throws(FeatureStoreError) -> [Element] {
    var values = [Element](repeating: zero, count: rows.count * rowLength(along: axis))
    guard !values.isEmpty else { return [] }
    let type = try Element.kind.memoryType(.unreadable, at: place)
    try transfer(rows: rows, along: axis, .unreadable, "cannot read") { memory, file in
      values.withUnsafeMutableBytes {
        H5Dread(handle.id, type.id, memory, file, chdf5_default(), $0.baseAddress)
      }
    }
    return values
  }

  /// Writes whole rows, beginning at `firstRow`.
  func write<Element: HDF5Element>(_ values: [Element], firstRow: Int) throws(FeatureStoreError) {
    guard !values.isEmpty else { return }
    precondition(values.count % rowLength == 0, "only whole rows can be written")
    let type = try Element.kind.memoryType(.unwritable, at: place)
    let rows = firstRow..<firstRow + values.count / rowLength
    try transfer(rows: rows, .unwritable, "cannot write") { memory, file in
      values.withUnsafeBytes {
        H5Dwrite(handle.id, type.id, memory, file, chdf5_default(), $0.baseAddress)
      }
    }
  }

  /// Reads a column of texts, of fixed or variable length.
  func strings() throws(FeatureStoreError) -> [String] {
    guard kind == .string, shape.count == 1 else {
      throw FeatureStoreError(.malformed, at: place, "\(path) is not a column of texts")
    }
    let count = shape[0]
    guard count > 0 else { return [] }
    var texts: [String] = []
    let typeID = try HDF5Library.call(.unreadable, at: place, "cannot read \(path)") {
      H5Dget_type(handle.id)
    }
    let type = HDF5Handle(typeID, closedBy: H5Tclose)
    try transfer(rows: 0..<count, .unreadable, "cannot read") { memory, file in
      if H5Tis_variable_str(type.id) > 0 {
        var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        let status = H5Dread(handle.id, type.id, memory, file, chdf5_default(), &pointers)
        guard status >= 0 else { return status }
        texts = pointers.map { $0.map { String(cString: $0) } ?? "" }
        return H5Dvlen_reclaim(type.id, memory, chdf5_default(), &pointers)
      }
      let width = H5Tget_size(type.id)
      var bytes = [UInt8](repeating: 0, count: width * count)
      let status = H5Dread(handle.id, type.id, memory, file, chdf5_default(), &bytes)
      texts = (0..<count).map { index in
        String(decoding: bytes[index * width..<(index + 1) * width].prefix { $0 != 0 }, as: UTF8.self)
      }
      return status
    }
    return texts
  }

  // MARK: -

  /// Selects whole rows in the file and in memory, and calls `body` to copy them.
  func transfer(
    rows: Range<Int>, along axis: Int = 0, _ code: FeatureStoreError.Code, _ failure: String,
    _ body: (hid_t, hid_t) -> herr_t
  ) throws(FeatureStoreError) {
    precondition(
      shape.indices.contains(axis) && rows.lowerBound >= 0 && rows.upperBound <= shape[axis],
      "rows must be inside the data set")
    do {
      try copy(rows, along: axis, code, failure, body)
    } catch {
      throw code == .unreadable ? missingFilter() ?? error : error
    }
  }

  private func copy(
    _ rows: Range<Int>, along axis: Int, _ code: FeatureStoreError.Code, _ failure: String,
    _ body: (hid_t, hid_t) -> herr_t
  ) throws(FeatureStoreError) {
    try HDF5Library.call(code, at: place, "\(failure) \(path)") { () -> herr_t in
      let file = HDF5Handle(H5Dget_space(handle.id), closedBy: H5Sclose)
      var start = [hsize_t](repeating: 0, count: shape.count)
      var count = shape.map { hsize_t($0) }
      start[axis] = hsize_t(rows.lowerBound)
      count[axis] = hsize_t(rows.count)
      guard H5Sselect_hyperslab(file.id, H5S_SELECT_SET, &start, nil, &count, nil) >= 0 else { return -1 }
      let memory = HDF5Handle(H5Screate_simple(Int32(count.count), &count, nil), closedBy: H5Sclose)
      return memory.id < 0 ? -1 : body(memory.id, file.id)
    }
  }

  /// Memory for a data set up to this size is allocated whatever the file stores. Rows that were never written are
  /// refused all the same, by `checkWritten`.
  private static let trustedBytes = 1 << 20

  /// Deflate compresses by 1,032 at most; twice that leaves room for other filters.
  private static let largestCompression = 2064

  /// The bytes that the file stores of a data set; nil if its values are in other files.
  private static func storedBytes(of dataset: HDF5Handle) -> Int? {
    let creation = HDF5Handle(H5Dget_create_plist(dataset.id), closedBy: H5Pclose)
    guard H5Pget_layout(creation.id) != H5D_VIRTUAL, H5Pget_external_count(creation.id) <= 0 else {
      return nil
    }
    let file = HDF5Handle(H5Iget_file_id(dataset.id), closedBy: H5Fclose)
    var fileBytes: hsize_t = 0
    guard H5Fget_filesize(file.id, &fileBytes) >= 0 else { return nil }
    return Int(clamping: min(fileBytes, H5Dget_storage_size(dataset.id)))
  }

  /// Extents as `Int`; nil if the size of the data set in bytes does not fit into an `Int`.
  private static func representable(_ extents: [hsize_t], elementBytes: Int) -> [Int]? {
    var product = elementBytes
    for extent in extents {
      let (next, overflow) = product.multipliedReportingOverflow(by: Int(clamping: max(1, extent)))
      guard !overflow else { return nil }
      product = next
    }
    return extents.map { Int($0) }
  }
}
