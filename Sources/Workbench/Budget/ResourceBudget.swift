import Foundation

/// How many threads and how much memory a piece of work may use.
///
/// A value, decided once and handed down; `NeuralNet` applies it to oneDNN, `Clustering` to OpenBLAS.
public struct ResourceBudget: Hashable, Sendable {
  /// Threads that may work at the same time, at least 1.
  public var threadCount: Int
  /// Bytes of memory that a stage may plan for.
  public var memoryBytes: Int

  /// A budget of the given size.
  public init(threadCount: Int, memoryBytes: Int) {
    precondition(threadCount > 0 && memoryBytes > 0, "a budget is positive")
    self.threadCount = threadCount
    self.memoryBytes = memoryBytes
  }

  /// Every core this process may run on, and three quarters of the machine's memory.
  public static var machine: ResourceBudget {
    ResourceBudget(
      threadCount: max(1, ProcessInfo.processInfo.activeProcessorCount),
      memoryBytes: Int(ProcessInfo.processInfo.physicalMemory / 4 * 3))
  }
}
