/// A pointer that several threads write disjoint parts of; `@unchecked Sendable` because of that.
package struct DisjointWrites<Value>: @unchecked Sendable {
  /// The first value.
  package let base: UnsafeMutablePointer<Value>

  /// Writes from this pointer on.
  package init(base: UnsafeMutablePointer<Value>) { self.base = base }
}

extension DisjointWrites<Double> {
  /// An array of `count` zeros filled by `body`, which may write disjoint elements from several threads.
  package static func filled(count: Int, _ body: (DisjointWrites<Double>) -> Void) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialised in
      buffer.initialize(repeating: 0)
      if let base = buffer.baseAddress { body(DisjointWrites(base: base)) }
      initialised = count
    }
  }
}
