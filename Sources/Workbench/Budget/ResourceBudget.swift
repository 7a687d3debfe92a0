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

  /// Every core this process may run on, but no more than the control group gives time for; and three quarters of the
  /// memory that the machine has and the control group allows.
  public static var machine: ResourceBudget {
    ResourceBudget(
      coreCount: AllowedCores.count, memoryBytes: Int(clamping: ProcessInfo.processInfo.physicalMemory),
      group: .current)
  }

  /// The budget on a machine where this process may run on some cores, inside a control group.
  init(coreCount: Int, memoryBytes: Int, group: ControlGroup) {
    // A part of a core counts as one.
    let quota = group.coreQuota.map { Int($0.rounded(.up)) } ?? .max
    self.init(
      threadCount: max(1, min(coreCount, quota)),
      memoryBytes: max(1, min(memoryBytes, group.memoryBytes ?? .max) / 4 * 3))
  }
}
