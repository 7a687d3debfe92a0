import Foundation

/// A type of number in files of arrays, under its name in safetensors.
enum ElementType: String {
  case f32 = "F32"
  case f64 = "F64"
  case f16 = "F16"
  case bf16 = "BF16"
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case i16 = "I16"
  case u16 = "U16"
  case i32 = "I32"
  case u32 = "U32"
  case i64 = "I64"
  case u64 = "U64"

  /// The type of PyTorch's storages of a class, such as `FloatStorage`; nil for a class that is not read.
  init?(storage name: String) {
    guard let type = Self.storages[name] else { return nil }
    self = type
  }

  /// The bytes of a number.
  var byteCount: Int {
    switch self {
    case .bool, .u8, .i8: 1
    case .f16, .bf16, .i16, .u16: 2
    case .f32, .i32, .u32: 4
    case .f64, .i64, .u64: 8
    }
  }

  /// Little-endian numbers as f32; `bytes` must hold `count` of them.
  func values(_ bytes: Data, count: Int) -> [Float] {
    bytes.withUnsafeBytes { raw in
      func load<Value: BitwiseCopyable>(_ convert: (Value) -> Float) -> [Float] {
        let stride = MemoryLayout<Value>.size
        return (0..<count).map { convert(raw.loadUnaligned(fromByteOffset: $0 * stride, as: Value.self)) }
      }
      switch self {
      case .f32:
        return [Float](unsafeUninitializedCapacity: count) { target, filled in
          UnsafeMutableRawBufferPointer(target).copyMemory(from: raw)
          filled = count
        }
      case .f64: return load { (value: Double) in Float(value) }
      case .f16: return load { (bits: UInt16) in Float(half: bits) }
      case .bf16: return load { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
      case .bool, .u8: return load { (value: UInt8) in Float(value) }
      case .i8: return load { (value: Int8) in Float(value) }
      case .i16: return load { (value: Int16) in Float(value) }
      case .u16: return load { (value: UInt16) in Float(value) }
      case .u32: return load { (value: UInt32) in Float(value) }
      case .u64: return load { (value: UInt64) in Float(value) }
      case .i32: return load { (value: Int32) in Float(value) }
      case .i64: return load { (value: Int64) in Float(value) }
      }
    }
  }

  // MARK: -

  private static let storages: [String: ElementType] = [
    "FloatStorage": .f32, "DoubleStorage": .f64, "HalfStorage": .f16, "BFloat16Storage": .bf16,
    "LongStorage": .i64, "IntStorage": .i32, "ShortStorage": .i16, "ByteStorage": .u8, "CharStorage": .i8,
    "BoolStorage": .bool,
  ]
}

extension Float {
  /// The value of IEEE half-precision bits (not every x86-64 toolchain has `Float16`).
  fileprivate init(half bits: UInt16) {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1f)
    let fraction = Float(bits & 0x3ff)
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default:
      self = sign * (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
