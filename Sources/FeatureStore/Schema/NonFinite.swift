/// The search for NaN and infinity.
enum NonFinite {
  /// The first index whose value is NaN or infinite; nil where all are finite.
  static func firstIndex(in values: [Float]) -> Int? {
    values.withUnsafeBufferPointer { values in
      // An "or" over whole numbers becomes SIMD code; the place is looked for only where there is one.
      var found: UInt32 = 0
      for value in values {
        let exponent = value.bitPattern & 0x7f80_0000
        found |= (exponent &+ 0x0080_0000) & 0x8000_0000
      }
      return found == 0 ? nil : values.firstIndex { !$0.isFinite }
    }
  }
}
