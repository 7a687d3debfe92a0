import Dispatch
import Synchronization

/// Work on independent items with a fixed number of threads.
public enum Parallel {
  /// Calls `body` once for every index in 0 ..< count, from up to `threadCount` threads.
  ///
  /// The order of calls is not defined, so what `body` computes for an index must depend on the index only.
  public static func forEach(count: Int, threadCount: Int, _ body: @Sendable (Int) -> Void) {
    let workers = min(count, max(1, threadCount))
    guard workers > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(index)
      }
    }
  }

  /// The results of `body` for every index in 0 ..< count, in index order, from up to `threadCount` threads.
  ///
  /// - Throws: the error of the lowest index that failed. Results of later items are discarded.
  public static func map<Result: Sendable>(
    count: Int, threadCount: Int, _ body: @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let results = Mutex<[Swift.Result<Result, any Error>?]>(Array(repeating: nil, count: count))
    forEach(count: count, threadCount: threadCount) { index in
      let result = Swift.Result { try body(index) }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { all in
      try all.map { result in
        guard let result else { preconditionFailure("an item was never computed") }
        return try result.get()
      }
    }
  }

  /// The results of `body`, which cannot fail, for every index in 0 ..< count, in index order.
  public static func values<Value: Sendable>(
    count: Int, threadCount: Int, _ body: @Sendable (Int) -> Value
  ) -> [Value] {
    let blocks = max(1, min(count, 256))
    let parts = try? map(count: blocks, threadCount: threadCount) { block in
      (block * count / blocks..<(block + 1) * count / blocks).map(body)
    }
    guard let parts else { preconditionFailure("work that cannot fail has failed") }
    return parts.flatMap { $0 }
  }
}
