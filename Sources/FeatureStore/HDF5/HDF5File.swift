internal import CHDF5
import Foundation
import Synchronization
import Workbench

/// An open HDF5 file: groups, data sets, and attributes of the root.
///
/// Files are created in the library's earliest format and without object times, so that the same calls give the same
/// bytes. Handles are private to this source file.
final class HDF5File: Sendable {
  /// The path of the file, for messages.
  let place: String
  private let handle: Handle

  private init(place: String, handle: Handle) {
    self.place = place
    self.handle = handle
  }

  /// Creates a file, replacing what was there.
  static func create(_ url: URL) throws(FeatureStoreError) -> HDF5File {
    let place = url.path
    let creation = try propertyList(chdf5_file_creation, place)
    let access = try propertyList(chdf5_file_access, place)
    let id = try HDF5Library.call(.unwritable, at: place, "cannot be created") { () -> hid_t in
      guard H5Pset_obj_track_times(creation.id, false) >= 0, chdf5_without_locks(access.id) >= 0,
        chdf5_earliest_format(access.id) >= 0
      else { return -1 }
      return H5Fcreate(place, chdf5_truncate(), creation.id, access.id)
    }
    return HDF5File(place: place, handle: Handle(id, closedBy: H5Fclose))
  }

  /// Opens a file for reading.
  static func open(_ url: URL) throws(FeatureStoreError) -> HDF5File {
    let place = url.path
    let access = try propertyList(chdf5_file_access, place)
    let id = try HDF5Library.call(.unreadable, at: place, "cannot be opened as HDF5") { () -> hid_t in
      chdf5_without_locks(access.id) < 0 ? -1 : H5Fopen(place, chdf5_read_only(), access.id)
    }
    return HDF5File(place: place, handle: Handle(id, closedBy: H5Fclose))
  }

  /// Writes everything to the disk and closes the file. None of its data sets may be in use.
  func close() throws(FeatureStoreError) {
    try HDF5Library.call(.unwritable, at: place, "cannot be completed") {
      H5Fflush(handle.id, H5F_SCOPE_GLOBAL)
    }
    try HDF5Library.call(.unwritable, at: place, "cannot be closed") { handle.close() }
  }

  /// Creates a group, such as `/region`.
  func createGroup(_ path: String) throws(FeatureStoreError) {
    let creation = try Self.propertyList(chdf5_group_creation, place)
    let id = try HDF5Library.call(.unwritable, at: place, "cannot hold \(path)") { () -> hid_t in
      guard H5Pset_obj_track_times(creation.id, false) >= 0 else { return -1 }
      return H5Gcreate2(handle.id, path, chdf5_default(), creation.id, chdf5_default())
    }
    Handle(id, closedBy: H5Gclose).close()
  }

  /// Creates a data set of numbers in chunks of `chunkRows` whole rows; an empty one has no chunks.
  func createDataset(
    _ path: String, _ kind: HDF5Kind, shape: [Int], chunkRows: Int
  ) throws(FeatureStoreError) -> HDF5Dataset {
    let type = try numberType(kind, .unwritable)
    return try createDataset(path, kind, type: type, shape: shape, chunkRows: chunkRows)
  }

  /// Creates a column of texts: UTF-8 padded with zero bytes to the longest of them.
  func createStrings(_ path: String, _ texts: [String], chunkRows: Int) throws(FeatureStoreError) {
    let width = max(1, texts.map(\.utf8.count).max() ?? 1)
    let type = try stringType(width: width, .unwritable)
    let dataset = try createDataset(path, .string, type: type, shape: [texts.count], chunkRows: chunkRows)
    guard !texts.isEmpty else { return }
    var bytes = [UInt8](repeating: 0, count: width * texts.count)
    for (index, text) in texts.enumerated() {
      bytes.replaceSubrange(index * width..<index * width + text.utf8.count, with: text.utf8)
    }
    try dataset.transfer(rows: 0..<texts.count, .unwritable, "cannot write") { memory, file in
      bytes.withUnsafeBytes {
        H5Dwrite(dataset.handle.id, type.id, memory, file, chdf5_default(), $0.baseAddress)
      }
    }
  }

  /// A data set by its absolute path; nil if there is no such link.
  func dataset(_ path: String) throws(FeatureStoreError) -> HDF5Dataset? {
    var prefix = ""
    for part in path.split(separator: "/") {
      prefix += "/\(part)"
      let exists = try HDF5Library.call(.unreadable, at: place, "cannot look up \(prefix)") {
        H5Lexists(handle.id, prefix, chdf5_default())
      }
      guard exists > 0 else { return nil }
    }
    let id = try HDF5Library.call(.malformed, at: place, "cannot open \(path) as a data set") {
      H5Dopen2(handle.id, path, chdf5_default())
    }
    let dataset = try HDF5Dataset(place: place, path: path, handle: Handle(id, closedBy: H5Dclose))
    try dataset.checkStorage()
    return dataset
  }

  // MARK: - Attributes of the root

  /// Writes a text, which Python reads as `str`.
  func setAttribute(_ name: String, _ text: String) throws(FeatureStoreError) {
    guard text.utf8.count < 60_000 else {
      throw FeatureStoreError(
        .unwritable, at: place,
        "the attribute \(name) has \(text.utf8.count) bytes; HDF5's earliest format holds 64 KiB")
    }
    let type = try stringType(width: chdf5_variable(), .unwritable)
    try createAttribute(name, type) { id in
      text.withCString { pointer in
        var pointer: UnsafePointer<CChar>? = pointer
        return H5Awrite(id, type.id, &pointer)
      }
    }
  }

  /// Writes a whole number.
  func setAttribute(_ name: String, _ value: Int) throws(FeatureStoreError) {
    let type = try numberType(.int32, .unwritable)
    var value = Int32(value)
    try createAttribute(name, type) { H5Awrite($0, type.id, &value) }
  }

  /// Writes a number.
  func setAttribute(_ name: String, _ value: Double) throws(FeatureStoreError) {
    let type = try numberType(.float64, .unwritable)
    var value = value
    try createAttribute(name, type) { H5Awrite($0, type.id, &value) }
  }

  /// A text of fixed or variable length; nil if no attribute has this name, or it is not one text.
  func text(attribute name: String) throws(FeatureStoreError) -> String? {
    guard let (attribute, type) = try openAttribute(name) else { return nil }
    var text: String?
    try HDF5Library.call(.unreadable, at: place, "cannot read the attribute \(name)") { () -> herr_t in
      guard H5Tget_class(type.id) == H5T_STRING, isScalar(attribute) else { return 0 }
      if H5Tis_variable_str(type.id) > 0 {
        var pointer: UnsafeMutablePointer<CChar>?
        guard H5Aread(attribute.id, type.id, &pointer) >= 0 else { return -1 }
        text = pointer.map { String(cString: $0) }
        H5free_memory(pointer)
        return 0
      }
      var bytes = [UInt8](repeating: 0, count: H5Tget_size(type.id))
      guard H5Aread(attribute.id, type.id, &bytes) >= 0 else { return -1 }
      text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      return 0
    }
    return text
  }

  /// Whether the root has an attribute of this name, of any type.
  func has(attribute name: String) throws(FeatureStoreError) -> Bool { try openAttribute(name) != nil }

  /// A whole number; nil if no attribute has this name, or it is not one whole number.
  func integer(attribute name: String) throws(FeatureStoreError) -> Int? {
    guard let (attribute, type) = try openAttribute(name) else { return nil }
    var value: Int32?
    try HDF5Library.call(.unreadable, at: place, "cannot read the attribute \(name)") { () -> herr_t in
      guard H5Tget_class(type.id) == H5T_INTEGER, isScalar(attribute) else { return 0 }
      var number: Int32 = 0
      guard H5Aread(attribute.id, chdf5_int32(), &number) >= 0 else { return -1 }
      value = number
      return 0
    }
    return value.map(Int.init)
  }

  /// A number, whole or not; nil if no attribute has this name, or it is not one number.
  func number(attribute name: String) throws(FeatureStoreError) -> Double? {
    guard let (attribute, type) = try openAttribute(name) else { return nil }
    var value: Double?
    try HDF5Library.call(.unreadable, at: place, "cannot read the attribute \(name)") { () -> herr_t in
      let isNumber = [H5T_INTEGER, H5T_FLOAT].contains(H5Tget_class(type.id))
      guard isNumber, isScalar(attribute) else { return 0 }
      var number = 0.0
      guard H5Aread(attribute.id, chdf5_float64(), &number) >= 0 else { return -1 }
      value = number
      return 0
    }
    return value
  }
}

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
  fileprivate let handle: Handle
  /// The size of all elements, uncompressed.
  private let byteCount: Int

  fileprivate init(place: String, path: String, handle: Handle) throws(FeatureStoreError) {
    self.place = place
    self.path = path
    self.handle = handle
    let spaceID = try HDF5Library.call(.unreadable, at: place, "cannot read the shape of \(path)") {
      H5Dget_space(handle.id)
    }
    let space = Handle(spaceID, closedBy: H5Sclose)
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
    let type = Handle(typeID, closedBy: H5Tclose)
    var kind = HDF5Kind.other
    var elementBytes = 0
    HDF5Library.withoutErrors {
      kind = Self.kind(of: type)
      elementBytes = Int(clamping: H5Tget_size(type.id))
    }
    self.kind = kind
    guard let shape = extents.isEmpty ? [] : Self.representable(extents, elementBytes: max(8, elementBytes))
    else { throw FeatureStoreError(.malformed, at: place, "\(path) has an impossible shape \(extents)") }
    self.shape = shape
    byteCount = shape.reduce(elementBytes, *)
  }

  /// Refuses a data set that claims far more bytes than the file stores, before memory is allocated for it.
  fileprivate func checkStorage() throws(FeatureStoreError) {
    var storedBytes: Int?
    HDF5Library.withoutErrors { storedBytes = Self.storedBytes(of: handle) }
    guard let storedBytes, byteCount > Self.trustedBytes, byteCount / Self.largestCompression > storedBytes
    else { return }
    throw FeatureStoreError(
      .malformed, at: place, "\(path) claims to hold \(byteCount) bytes, but the file stores \(storedBytes)")
  }

  /// The count of numbers in one row.
  var rowLength: Int { shape.dropFirst().reduce(1, *) }

  /// Reads whole rows, converted to `Element` if the file stores another type of number.
  func read<Element: HDF5Element>(
    rows: Range<Int>, zero: Element
  ) throws(FeatureStoreError) -> [Element] {
    var values = [Element](repeating: zero, count: rows.count * rowLength)
    guard !values.isEmpty else { return [] }
    let type = try numberType(Element.kind, .unreadable, place)
    try transfer(rows: rows, .unreadable, "cannot read") { memory, file in
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
    let type = try numberType(Element.kind, .unwritable, place)
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
    let type = Handle(typeID, closedBy: H5Tclose)
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
  fileprivate func transfer(
    rows: Range<Int>, _ code: FeatureStoreError.Code, _ failure: String, _ body: (hid_t, hid_t) -> herr_t
  ) throws(FeatureStoreError) {
    precondition(
      !shape.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= shape[0],
      "rows must be inside the data set")
    try HDF5Library.call(code, at: place, "\(failure) \(path)") { () -> herr_t in
      let file = Handle(H5Dget_space(handle.id), closedBy: H5Sclose)
      var start = [hsize_t](repeating: 0, count: shape.count)
      var count = shape.map { hsize_t($0) }
      start[0] = hsize_t(rows.lowerBound)
      count[0] = hsize_t(rows.count)
      guard H5Sselect_hyperslab(file.id, H5S_SELECT_SET, &start, nil, &count, nil) >= 0 else { return -1 }
      let memory = Handle(H5Screate_simple(Int32(count.count), &count, nil), closedBy: H5Sclose)
      return memory.id < 0 ? -1 : body(memory.id, file.id)
    }
  }

  /// Data sets up to this size are always read, even if the file stores less: what was never written is zero.
  private static let trustedBytes = 1 << 20

  /// Deflate compresses by 1,032 at most; twice that leaves room for other filters.
  private static let largestCompression = 2064

  /// The bytes that the file stores of a data set; nil if its values are in other files.
  private static func storedBytes(of dataset: Handle) -> Int? {
    let creation = Handle(H5Dget_create_plist(dataset.id), closedBy: H5Pclose)
    guard H5Pget_layout(creation.id) != H5D_VIRTUAL, H5Pget_external_count(creation.id) <= 0 else {
      return nil
    }
    let file = Handle(H5Iget_file_id(dataset.id), closedBy: H5Fclose)
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

  private static func kind(of type: Handle) -> HDF5Kind {
    let size = H5Tget_size(type.id)
    switch H5Tget_class(type.id) {
    case H5T_FLOAT: return size == 8 ? .float64 : size == 4 ? .float32 : size == 2 ? .float16 : .other
    case H5T_INTEGER:
      let isSigned = H5Tget_sign(type.id) == H5T_SGN_2
      switch size {
      case 1: return isSigned ? .int8 : .uint8
      case 4: return isSigned ? .int32 : .uint32
      default: return .other
      }
    case H5T_STRING: return .string
    default: return .other
    }
  }
}

// MARK: -

/// An object of the library that is closed when it is released.
private final class Handle: Sendable {
  private let value: Mutex<hid_t>
  private let closing: @Sendable (hid_t) -> herr_t

  init(_ id: hid_t, closedBy closing: @escaping @Sendable (hid_t) -> herr_t) {
    value = Mutex(id)
    self.closing = closing
  }

  deinit { close() }

  var id: hid_t { value.withLock { $0 } }

  @discardableResult
  func close() -> herr_t {
    let id = value.withLock { value in
      defer { value = -1 }
      return value
    }
    guard id >= 0 else { return 0 }
    var status: herr_t = 0
    HDF5Library.withoutErrors { status = closing(id) }
    return status
  }
}

private func isScalar(_ attribute: Handle) -> Bool {
  let space = Handle(H5Aget_space(attribute.id), closedBy: H5Sclose)
  return H5Sget_simple_extent_npoints(space.id) == 1
}

private func numberType(
  _ kind: HDF5Kind, _ code: FeatureStoreError.Code, _ place: String
) throws(FeatureStoreError) -> Handle {
  let id = try HDF5Library.call(code, at: place, "has no type \(kind.rawValue)") { () -> hid_t in
    switch kind {
    case .float16: chdf5_float16()
    case .float32: H5Tcopy(chdf5_float32())
    case .float64: H5Tcopy(chdf5_float64())
    case .int8: H5Tcopy(chdf5_int8())
    case .uint8: H5Tcopy(chdf5_uint8())
    case .int32: H5Tcopy(chdf5_int32())
    case .uint32: H5Tcopy(chdf5_uint32())
    case .string, .other: -1
    }
  }
  return Handle(id, closedBy: H5Tclose)
}

extension HDF5File {
  private func numberType(
    _ kind: HDF5Kind, _ code: FeatureStoreError.Code
  ) throws(FeatureStoreError) -> Handle {
    try FeatureStore.numberType(kind, code, place)
  }

  private func stringType(
    width: Int, _ code: FeatureStoreError.Code
  ) throws(FeatureStoreError) -> Handle {
    let id = try HDF5Library.call(code, at: place, "has no type for texts") { H5Tcopy(chdf5_string()) }
    let type = Handle(id, closedBy: H5Tclose)
    try HDF5Library.call(code, at: place, "has no type for texts") { () -> herr_t in
      guard H5Tset_size(type.id, width) >= 0, H5Tset_strpad(type.id, H5T_STR_NULLPAD) >= 0 else { return -1 }
      return H5Tset_cset(type.id, H5T_CSET_UTF8)
    }
    return type
  }

  private static func propertyList(
    _ list: () -> hid_t, _ place: String
  ) throws(FeatureStoreError) -> Handle {
    let id = try HDF5Library.call(.unreadable, at: place, "has no property list") { H5Pcreate(list()) }
    return Handle(id, closedBy: H5Pclose)
  }

  private func createDataset(
    _ path: String, _ kind: HDF5Kind, type: Handle, shape: [Int], chunkRows: Int
  ) throws(FeatureStoreError) -> HDF5Dataset {
    let creation = try Self.propertyList(chdf5_dataset_creation, place)
    let id = try HDF5Library.call(.unwritable, at: place, "cannot hold \(path)") { () -> hid_t in
      var extents = shape.map { hsize_t($0) }
      let space = Handle(H5Screate_simple(Int32(extents.count), &extents, nil), closedBy: H5Sclose)
      guard space.id >= 0, H5Pset_obj_track_times(creation.id, false) >= 0 else { return -1 }
      if !shape.contains(0) {
        extents[0] = hsize_t(min(shape[0], chunkRows))
        guard H5Pset_chunk(creation.id, Int32(extents.count), &extents) >= 0 else { return -1 }
      }
      return H5Dcreate2(
        handle.id, path, type.id, space.id, chdf5_default(), creation.id, chdf5_default())
    }
    return try HDF5Dataset(place: place, path: path, handle: Handle(id, closedBy: H5Dclose))
  }

  private func createAttribute(
    _ name: String, _ type: Handle, _ write: (hid_t) -> herr_t
  ) throws(FeatureStoreError) {
    try HDF5Library.call(.unwritable, at: place, "cannot hold the attribute \(name)") { () -> herr_t in
      let space = Handle(H5Screate(H5S_SCALAR), closedBy: H5Sclose)
      let attribute = Handle(
        H5Acreate2(handle.id, name, type.id, space.id, chdf5_default(), chdf5_default()),
        closedBy: H5Aclose)
      return attribute.id < 0 ? -1 : write(attribute.id)
    }
  }

  private func openAttribute(_ name: String) throws(FeatureStoreError) -> (Handle, Handle)? {
    let exists = try HDF5Library.call(.unreadable, at: place, "cannot look up the attribute \(name)") {
      H5Aexists(handle.id, name)
    }
    guard exists > 0 else { return nil }
    let id = try HDF5Library.call(.unreadable, at: place, "cannot open the attribute \(name)") {
      H5Aopen(handle.id, name, chdf5_default())
    }
    let attribute = Handle(id, closedBy: H5Aclose)
    let typeID = try HDF5Library.call(.unreadable, at: place, "cannot read the attribute \(name)") {
      H5Aget_type(attribute.id)
    }
    return (attribute, Handle(typeID, closedBy: H5Tclose))
  }
}
