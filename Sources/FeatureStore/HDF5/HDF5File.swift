internal import CHDF5
import Foundation

/// An open HDF5 file: groups and data sets.
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
    let type = try kind.memoryType(.unwritable, at: place)
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
      // Files of raw numbers are looked for beside this one, not in the folder that the program was started in. The
      // library opens no data set twice with different prefixes: others have none, and one that is open with a prefix
      // is not found without.
      if found.id >= 0 {
        let creation = HDF5Handle(H5Dget_create_plist(found.id), closedBy: H5Pclose)
        guard H5Pget_external_count(creation.id) > 0 else {
          return H5Dopen2(handle.id, path, chdf5_default())
        }
        found.close()
      }
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

  // MARK: -

  func stringType(
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
}
