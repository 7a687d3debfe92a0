import Foundation

/// A seeded stream of random numbers that depends on its purpose, not on when it is used.
///
/// The same (seed, purpose, items) give the same numbers, whatever else the program drew, in any order of work and on
/// any number of threads. The generator is xoshiro256** (Blackman and Vigna 2018),
/// seeded through SplitMix64 from a 64-bit FNV-1a hash of the three.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream for one purpose and its items (a patient, an epoch, a step).
  public init(seed: UInt64, purpose: String, items: Int...) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func absorb(_ byte: UInt8) {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    func absorb(_ word: UInt64) {
      for shift in stride(from: 0, to: 64, by: 8) { absorb(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }
    absorb(seed)
    for byte in purpose.utf8 { absorb(byte) }
    absorb(UInt8(0))
    for item in items { absorb(UInt64(bitPattern: Int64(item))) }

    func splitMix() -> UInt64 {
      hash = hash &+ 0x9e37_79b9_7f4a_7c15
      var word = hash
      word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      return word ^ (word >> 31)
    }
    state = (splitMix(), splitMix(), splitMix(), splitMix())
  }

  public mutating func next() -> UInt64 {
    func rotate(_ word: UInt64, by count: UInt64) -> UInt64 { (word << count) | (word >> (64 - count)) }
    let result = rotate(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotate(state.3, by: 45)
    return result
  }

  /// A uniformly distributed number from 0 ..< 1, with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniformly distributed number from a half-open range.
  public mutating func uniform(in range: Range<Double>) -> Double {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// A uniformly distributed whole number from 0 ..< bound, by Lemire's multiplication with rejection.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "a bound must be positive")
    return Int(next(upperBound: UInt64(bound)))
  }

  /// A normally distributed number, by Box and Muller.
  public mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return mean + deviation * radius * cos(2 * .pi * uniform())
  }

  /// The numbers 0 ..< count in random order (Fisher and Yates).
  public mutating func permutation(count: Int) -> [Int] {
    var order = Array(0..<count)
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, integer(below: index + 1))
    }
    return order
  }
}
