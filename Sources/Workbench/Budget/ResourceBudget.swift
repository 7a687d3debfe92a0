import Foundation

/// How many threads and how much memory a piece of work may use.
///
/// It is decided once and passed down. `NeuralNet` applies it to oneDNN, `Clustering` to OpenBLAS.
public struct ResourceBudget: Hashable, Sendable {
  /// Threads that may work at the same time, at least 1.
  public var threadCount: Int
  /// Bytes of memory that a stage may plan for.
  public var memoryBytes: Int

  /// Bytes of a gigabyte, as settings count memory.
  public static let gigabyte = Double(1 << 30)

  /// A budget of the given size.
  public init(threadCount: Int, memoryBytes: Int) {
    precondition(threadCount > 0 && memoryBytes > 0, "a budget must be positive")
    self.threadCount = threadCount
    self.memoryBytes = memoryBytes
  }

  /// Every core this process may run on, and three quarters of the memory that the machine has and the control
  /// group allows.
  public static var machine: ResourceBudget {
    let memory = min(
      Int(clamping: ProcessInfo.processInfo.physicalMemory), ControlGroup.current.memoryBytes ?? .max)
    return ResourceBudget(
      threadCount: max(1, AllowedCores.count), memoryBytes: max(1, memory / 4 * 3))
  }
}
