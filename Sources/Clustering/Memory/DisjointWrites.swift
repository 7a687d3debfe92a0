/// A pointer that several threads write disjoint parts of; `@unchecked Sendable` because of that.
struct DisjointWrites<Value>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Value>
}

extension DisjointWrites<Double> {
  /// An array of `count` zeros filled by `body`, which may write disjoint elements from several threads.
  static func filled(count: Int, _ body: (DisjointWrites<Double>) -> Void) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialised in
      buffer.initialize(repeating: 0)
      if let base = buffer.baseAddress { body(DisjointWrites(base: base)) }
      initialised = count
    }
  }
}
