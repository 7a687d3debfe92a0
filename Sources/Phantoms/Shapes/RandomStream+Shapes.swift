import Workbench

#if canImport(Glibc)
  import Glibc
#endif

extension RandomStream {
  /// A log-normal number of the given median; `spread` is the deviation of its logarithm.
  mutating func logNormal(median: Double, spread: Double) -> Double {
    median * exp(normal(deviation: spread))
  }

  /// A log-normal count, at least `minimum` and at most `maximum`.
  mutating func count(median: Double, spread: Double, from minimum: Int, to maximum: Int) -> Int {
    min(maximum, max(minimum, Int(logNormal(median: median, spread: spread).rounded())))
  }

  /// True with the given probability.
  mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

  /// One of the elements, all equally likely.
  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[integer(below: elements.count)]
  }

  /// An angle drawn evenly from the full circle.
  mutating func angle() -> Double { uniform(in: 0..<2 * .pi) }

  /// 32 random bits, to seed a noise field.
  mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: next()) }
}
