/// The search for NaN and infinity.
enum NonFinite {
  /// The first index whose value is NaN or infinite; nil if all are finite.
  static func firstIndex(in values: [Float]) -> Int? {
    values.withUnsafeBufferPointer { values in
      // An "or" over whole numbers becomes SIMD code. The index is searched for only if some value is not finite.
      var found: UInt32 = 0
      for value in values {
        let exponent = value.bitPattern & 0x7f80_0000
        found |= (exponent &+ 0x0080_0000) & 0x8000_0000
      }
      return found == 0 ? nil : values.firstIndex { !$0.isFinite }
    }
  }
}
