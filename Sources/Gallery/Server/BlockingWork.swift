import Dispatch

/// Runs work that reads files away from the threads that serve connections.
///
/// - Throws: what the work throws.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(with: Result(catching: work))
    }
  }
}
