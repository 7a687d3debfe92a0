internal import CHDF5

extension HDF5File {
  /// What to say of a link whose target does not exist; nil if the link leads to an object.
  func dangling(_ path: String) -> FeatureStoreError? {
    var target: String?
    HDF5Library.withoutErrors { target = targetOfDanglingLink(path) }
    return target.map { target in
      FeatureStoreError(
        .malformed, at: place, "\(path) is a link to \(target), which does not exist or cannot be opened",
        remedy: "Copy the linked file to where the link looks for it, or write the features into the file.")
    }
  }

  /// Whether a path leads to a group.
  func isGroup(_ path: String) throws(FeatureStoreError) -> Bool {
    guard try exists(path) else { return false }
    var isGroup = false
    HDF5Library.withoutErrors {
      let object = HDF5Handle(H5Oopen(handle.id, path, chdf5_default()), closedBy: H5Oclose)
      isGroup = H5Iget_type(object.id) == H5I_GROUP
    }
    return isGroup
  }

  /// The data sets of the file, by their paths in the order of names, with types and extents. Groups are searched to a
  /// depth of eight, and a thousand links at most, as links may run in circles.
  func listing() -> [(path: String, kind: HDF5Kind, shape: [Int])] {
    var found: [(path: String, kind: HDF5Kind, shape: [Int])] = []
    var linkCount = 0
    func search(_ group: HDF5Handle, _ prefix: String, depth: Int) {
      var info = H5G_info_t()
      guard H5Gget_info(group.id, &info) >= 0 else { return }
      for index in 0..<info.nlinks {
        linkCount += 1
        guard linkCount <= 1000 else { return }
        var name = [CChar](repeating: 0, count: 1024)
        let length = H5Lget_name_by_idx(
          group.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &name, name.count, chdf5_default())
        guard length > 0, length < name.count else { continue }
        let object = HDF5Handle(H5Oopen(group.id, name, chdf5_default()), closedBy: H5Oclose)
        let path =
          "\(prefix)/\(String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self))"
        switch H5Iget_type(object.id) {
        case H5I_GROUP where depth < 8: search(object, path, depth: depth + 1)
        case H5I_DATASET:
          // A data set with an impossible shape is not among those that a user can name.
          if let dataset = try? HDF5Dataset(place: place, path: path, handle: object) {
            found.append((path, dataset.kind, dataset.shape))
          }
        default: break
        }
      }
    }
    HDF5Library.withoutErrors {
      search(HDF5Handle(H5Gopen2(handle.id, "/", chdf5_default()), closedBy: H5Gclose), "", depth: 0)
    }
    return found
  }

  // MARK: -

  private func targetOfDanglingLink(_ path: String) -> String? {
    var byteCount = 0
    let link = Int(chdf5_link(handle.id, path, &byteCount))
    guard link == CHDF5_SOFT || link == CHDF5_EXTERNAL, (1...65_536).contains(byteCount)
    else { return nil }
    let object = HDF5Handle(H5Oopen(handle.id, path, chdf5_default()), closedBy: H5Oclose)
    guard object.id < 0 else { return nil }
    var value = [CChar](repeating: 0, count: byteCount + 1)
    guard H5Lget_val(handle.id, path, &value, byteCount, chdf5_default()) >= 0 else { return nil }
    guard link == CHDF5_EXTERNAL else {
      return String(decoding: value.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    var flags = UInt32(0)
    var (file, place): (UnsafePointer<CChar>?, UnsafePointer<CChar>?) = (nil, nil)
    guard H5Lunpack_elink_val(&value, byteCount, &flags, &file, &place) >= 0, let file, let place else {
      return nil
    }
    return "\(String(cString: place)) of the file \(String(cString: file))"
  }
}
