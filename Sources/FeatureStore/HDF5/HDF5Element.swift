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
