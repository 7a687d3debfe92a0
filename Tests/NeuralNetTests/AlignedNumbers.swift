@testable import NeuralNet

/// Numbers at a 64-byte boundary, whose memory is given back with the last reference.
final class AlignedNumbers {
  let start: UnsafeMutableRawPointer
  let count: Int
  private let numbers: Precision

  init(count: Int, _ numbers: Precision) {
    self.count = count
    self.numbers = numbers
    start = .allocate(byteCount: count * 4, alignment: 64)
  }

  convenience init(_ values: [Float], _ numbers: Precision) {
    self.init(count: values.count, numbers)
    for (index, value) in values.enumerated() {
      if numbers == .bf16 {
        start.storeBytes(of: UInt16(value.bitPattern >> 16), toByteOffset: index * 2, as: UInt16.self)
      } else {
        start.storeBytes(of: value, toByteOffset: index * 4, as: Float.self)
      }
    }
  }

  deinit { start.deallocate() }

  var floats: UnsafeMutablePointer<Float> { start.assumingMemoryBound(to: Float.self) }

  var values: [Float] {
    (0..<count).map { index in
      guard numbers == .bf16 else { return start.load(fromByteOffset: index * 4, as: Float.self) }
      return Float(
        bitPattern: UInt32(start.load(fromByteOffset: index * 2, as: UInt16.self)) << 16)
    }
  }
}
