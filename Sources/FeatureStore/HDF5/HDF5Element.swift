internal import CHDF5

/// A type of number that data sets can hold.
protocol HDF5Element: BitwiseCopyable, Sendable {
  static var kind: HDF5Kind { get }
}

/// The type of a data set, with the short name that the content hash uses.
enum HDF5Kind: String, Sendable {
  case float16 = "f16"
  case float32 = "f32"
  case float64 = "f64"
  /// The upper half of f32. It is read as f32, which loses nothing.
  case bfloat16 = "bf16"
  case int8 = "i8"
  case uint8 = "u8"
  case int16 = "i16"
  case uint16 = "u16"
  case int64 = "i64"
  case uint64 = "u64"
  case int32 = "i32"
  case uint32 = "u32"
  case string
  /// Anything else. Such a data set cannot be read, only named in a message.
  case other

  /// Whether its elements are numbers.
  var isNumber: Bool { self != .string && self != .other }

  /// Whether its elements have fractions.
  var isFractional: Bool { [.float16, .bfloat16, .float32, .float64].contains(self) }

  /// The kind of a stored type; called where the library's errors are ignored.
  init(of type: HDF5Handle) {
    let size = H5Tget_size(type.id)
    let isSigned = H5Tget_sign(type.id) == H5T_SGN_2
    self =
      switch (H5Tget_class(type.id), size) {
      // The bias of the exponent tells the two halves apart: 15, or that of f32.
      case (H5T_FLOAT, 2): H5Tget_ebias(type.id) == 127 ? .bfloat16 : .float16
      case (H5T_FLOAT, 4): .float32
      case (H5T_FLOAT, 8): .float64
      case (H5T_INTEGER, 1): isSigned ? .int8 : .uint8
      case (H5T_INTEGER, 2): isSigned ? .int16 : .uint16
      case (H5T_INTEGER, 4): isSigned ? .int32 : .uint32
      case (H5T_INTEGER, 8): isSigned ? .int64 : .uint64
      case (H5T_STRING, _): .string
      default: .other
      }
  }

  /// The library's type of such numbers, little-endian.
  ///
  /// - Throws: `FeatureStoreError` with this code for a kind that no number in memory has.
  func memoryType(
    _ code: FeatureStoreError.Code, at place: String
  ) throws(FeatureStoreError) -> HDF5Handle {
    let id = try HDF5Library.call(code, at: place, "has no type \(rawValue)") { () -> hid_t in
      switch self {
      case .float16: chdf5_float16()
      case .float32: H5Tcopy(chdf5_float32())
      case .float64: H5Tcopy(chdf5_float64())
      case .int8: H5Tcopy(chdf5_int8())
      case .uint8: H5Tcopy(chdf5_uint8())
      case .int32: H5Tcopy(chdf5_int32())
      case .uint32: H5Tcopy(chdf5_uint32())
      case .int16: H5Tcopy(chdf5_int16())
      case .uint16: H5Tcopy(chdf5_uint16())
      case .int64: H5Tcopy(chdf5_int64())
      case .uint64: H5Tcopy(chdf5_uint64())
      case .bfloat16, .string, .other: -1
      }
    }
    return HDF5Handle(id, closedBy: H5Tclose)
  }
}

extension Float16: HDF5Element { static var kind: HDF5Kind { .float16 } }
extension Float: HDF5Element { static var kind: HDF5Kind { .float32 } }
extension Double: HDF5Element { static var kind: HDF5Kind { .float64 } }
extension Int8: HDF5Element { static var kind: HDF5Kind { .int8 } }
extension UInt8: HDF5Element { static var kind: HDF5Kind { .uint8 } }
extension Int16: HDF5Element { static var kind: HDF5Kind { .int16 } }
extension UInt16: HDF5Element { static var kind: HDF5Kind { .uint16 } }
extension Int64: HDF5Element { static var kind: HDF5Kind { .int64 } }
extension UInt64: HDF5Element { static var kind: HDF5Kind { .uint64 } }
extension Int32: HDF5Element { static var kind: HDF5Kind { .int32 } }
extension UInt32: HDF5Element { static var kind: HDF5Kind { .uint32 } }
