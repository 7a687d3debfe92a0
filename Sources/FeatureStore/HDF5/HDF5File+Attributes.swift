internal import CHDF5

/// Attributes of the root.
extension HDF5File {
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
    let type = try HDF5Kind.int32.memoryType(.unwritable, at: place)
    var value = Int32(value)
    try createAttribute(name, type) { H5Awrite($0, type.id, &value) }
  }

  /// Writes a number.
  func setAttribute(_ name: String, _ value: Double) throws(FeatureStoreError) {
    let type = try HDF5Kind.float64.memoryType(.unwritable, at: place)
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

  // MARK: -

  private func isScalar(_ attribute: HDF5Handle) -> Bool {
    let space = HDF5Handle(H5Aget_space(attribute.id), closedBy: H5Sclose)
    return H5Sget_simple_extent_npoints(space.id) == 1
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
