import Dispatch
import Synchronization

/// Computes the next value of a sequence on another thread while the current one is used.
///
/// Values arrive in order, and each depends only on its index, so the result is the same as without another thread.
final class LookAhead<Value: Sendable>: Sendable {
  private let compute: @Sendable (Int) throws -> Value
  private let indices: Range<Int>
  private let queue = DispatchQueue(label: "zoomin.look-ahead")
  private let ready = DispatchSemaphore(value: 0)
  private let next = Mutex<Result<Value, any Error>?>(nil)

  /// Starts on the first of `indices`.
  init(_ indices: Range<Int>, compute: @escaping @Sendable (Int) throws -> Value) {
    self.indices = indices
    self.compute = compute
    if let first = indices.first { start(first) }
  }

  /// The value of an index. Call it once for each index, in ascending order.
  func value(_ index: Int) throws -> Value {
    ready.wait()
    let result = next.withLock { $0.take() }
    if index + 1 < indices.upperBound { start(index + 1) }
    guard let result else { preconditionFailure("a value was asked for twice") }
    return try result.get()
  }

  private func start(_ index: Int) {
    queue.async { [self] in
      let result = Result { try compute(index) }
      next.withLock { $0 = result }
      ready.signal()
    }
  }
}
