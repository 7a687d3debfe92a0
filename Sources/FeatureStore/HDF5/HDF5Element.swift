/// A type of number that data sets can hold.
protocol HDF5Element: BitwiseCopyable, Sendable {
  static var kind: HDF5Kind { get }
}

/// The type of a data set, with the short name that the content hash uses.
enum HDF5Kind: String, Sendable {
  case float16 = "f16"
  case float32 = "f32"
  case float64 = "f64"
  case int8 = "i8"
  case uint8 = "u8"
  case int32 = "i32"
  case uint32 = "u32"
  case string
  /// Anything else. Such a data set cannot be read, only named in a message.
  case other
}

extension Float16: HDF5Element { static var kind: HDF5Kind { .float16 } }
extension Float: HDF5Element { static var kind: HDF5Kind { .float32 } }
extension Double: HDF5Element { static var kind: HDF5Kind { .float64 } }
extension Int8: HDF5Element { static var kind: HDF5Kind { .int8 } }
extension UInt8: HDF5Element { static var kind: HDF5Kind { .uint8 } }
extension Int32: HDF5Element { static var kind: HDF5Kind { .int32 } }
extension UInt32: HDF5Element { static var kind: HDF5Kind { .uint32 } }
