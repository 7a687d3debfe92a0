internal import CHDF5
import Foundation

/// An open HDF5 file: groups, data sets, and attributes of the root.
///
/// Files are created in the library's earliest format and without object times, so that the same calls give the same
/// bytes. Handles stay in this folder.
final class HDF5File: Sendable {
  /// The path of the file, for messages.
  let place: String
  let handle: HDF5Handle

  private init(place: String, handle: HDF5Handle) {
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
    return HDF5File(place: place, handle: HDF5Handle(id, closedBy: H5Fclose))
  }

  /// Opens a file for reading.
  static func open(_ url: URL) throws(FeatureStoreError) -> HDF5File {
    let place = url.path
    let access = try propertyList(chdf5_file_access, place)
    do {
      let id = try HDF5Library.call(.unreadable, at: place, "cannot be opened as HDF5") { () -> hid_t in
        chdf5_without_locks(access.id) < 0 ? -1 : H5Fopen(place, chdf5_read_only(), access.id)
      }
      return HDF5File(place: place, handle: HDF5Handle(id, closedBy: H5Fclose))
    } catch {
      throw unfinished(url) ?? otherFormat(url) ?? error
    }
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
    HDF5Handle(id, closedBy: H5Gclose).close()
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
    guard try exists(path) else { return nil }
    let access = try Self.propertyList(chdf5_dataset_access, place)
    let id = try HDF5Library.call(.malformed, at: place, "cannot open \(path) as a data set") { () -> hid_t in
      let found = HDF5Handle(H5Dopen2(handle.id, path, chdf5_default()), closedBy: H5Dclose)
      guard found.id >= 0 else { return -1 }
      let creation = HDF5Handle(H5Dget_create_plist(found.id), closedBy: H5Pclose)
      guard H5Pget_external_count(creation.id) > 0 else { return H5Dopen2(handle.id, path, chdf5_default()) }
      // Files of raw numbers are looked for beside this one, not in the folder that the program was started in. The
      // library opens no data set twice with different prefixes, so others have none.
      found.close()
      return H5Pset_efile_prefix(access.id, "${ORIGIN}") < 0 ? -1 : H5Dopen2(handle.id, path, access.id)
    }
    let dataset = try HDF5Dataset(place: place, path: path, handle: HDF5Handle(id, closedBy: H5Dclose))
    try dataset.checkStorage()
    return dataset
  }

  /// Whether every link of an absolute path exists. The root is no data set, so it does not.
  ///
  /// - Throws: `FeatureStoreError` with code `.malformed` for a link to something that is gone.
  func exists(_ path: String) throws(FeatureStoreError) -> Bool {
    var prefix = ""
    for part in path.split(separator: "/") {
      prefix += "/\(part)"
      let exists = try HDF5Library.call(.unreadable, at: place, "cannot look up \(prefix)") {
        H5Lexists(handle.id, prefix, chdf5_default())
      }
      guard exists > 0 else { return false }
      if let dangling = dangling(prefix) { throw dangling }
    }
    return !prefix.isEmpty
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

// MARK: -

private func isScalar(_ attribute: HDF5Handle) -> Bool {
  let space = HDF5Handle(H5Aget_space(attribute.id), closedBy: H5Sclose)
  return H5Sget_simple_extent_npoints(space.id) == 1
}

extension HDF5File {
  private func numberType(
    _ kind: HDF5Kind, _ code: FeatureStoreError.Code
  ) throws(FeatureStoreError) -> HDF5Handle {
    try FeatureStore.numberType(kind, code, place)
  }

  private func stringType(
    width: Int, _ code: FeatureStoreError.Code
  ) throws(FeatureStoreError) -> HDF5Handle {
    let id = try HDF5Library.call(code, at: place, "has no type for texts") { H5Tcopy(chdf5_string()) }
    let type = HDF5Handle(id, closedBy: H5Tclose)
    try HDF5Library.call(code, at: place, "has no type for texts") { () -> herr_t in
      guard H5Tset_size(type.id, width) >= 0, H5Tset_strpad(type.id, H5T_STR_NULLPAD) >= 0 else { return -1 }
      return H5Tset_cset(type.id, H5T_CSET_UTF8)
    }
    return type
  }

  static func propertyList(
    _ list: () -> hid_t, _ place: String
  ) throws(FeatureStoreError) -> HDF5Handle {
    let id = try HDF5Library.call(.unreadable, at: place, "has no property list") { H5Pcreate(list()) }
    return HDF5Handle(id, closedBy: H5Pclose)
  }

  private func createDataset(
    _ path: String, _ kind: HDF5Kind, type: HDF5Handle, shape: [Int], chunkRows: Int
  ) throws(FeatureStoreError) -> HDF5Dataset {
    let creation = try Self.propertyList(chdf5_dataset_creation, place)
    let id = try HDF5Library.call(.unwritable, at: place, "cannot hold \(path)") { () -> hid_t in
      var extents = shape.map { hsize_t($0) }
      let space = HDF5Handle(H5Screate_simple(Int32(extents.count), &extents, nil), closedBy: H5Sclose)
      guard space.id >= 0, H5Pset_obj_track_times(creation.id, false) >= 0 else { return -1 }
      if !shape.contains(0) {
        extents[0] = hsize_t(min(shape[0], chunkRows))
        guard H5Pset_chunk(creation.id, Int32(extents.count), &extents) >= 0 else { return -1 }
      }
      return H5Dcreate2(
        handle.id, path, type.id, space.id, chdf5_default(), creation.id, chdf5_default())
    }
    return try HDF5Dataset(place: place, path: path, handle: HDF5Handle(id, closedBy: H5Dclose))
  }

  private func createAttribute(
    _ name: String, _ type: HDF5Handle, _ write: (hid_t) -> herr_t
  ) throws(FeatureStoreError) {
    try HDF5Library.call(.unwritable, at: place, "cannot hold the attribute \(name)") { () -> herr_t in
      let space = HDF5Handle(H5Screate(H5S_SCALAR), closedBy: H5Sclose)
      let attribute = HDF5Handle(
        H5Acreate2(handle.id, name, type.id, space.id, chdf5_default(), chdf5_default()),
        closedBy: H5Aclose)
      return attribute.id < 0 ? -1 : write(attribute.id)
    }
  }

  private func openAttribute(_ name: String) throws(FeatureStoreError) -> (HDF5Handle, HDF5Handle)? {
    let exists = try HDF5Library.call(.unreadable, at: place, "cannot look up the attribute \(name)") {
      H5Aexists(handle.id, name)
    }
    guard exists > 0 else { return nil }
    let id = try HDF5Library.call(.unreadable, at: place, "cannot open the attribute \(name)") {
      H5Aopen(handle.id, name, chdf5_default())
    }
    let attribute = HDF5Handle(id, closedBy: H5Aclose)
    let typeID = try HDF5Library.call(.unreadable, at: place, "cannot read the attribute \(name)") {
      H5Aget_type(attribute.id)
    }
    return (attribute, HDF5Handle(typeID, closedBy: H5Tclose))
  }
}
