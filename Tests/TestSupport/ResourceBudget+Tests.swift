import Workbench

extension ResourceBudget {
  /// Two threads and a gibibyte: what tests work with, whatever the machine.
  public static let tests = ResourceBudget(threadCount: 2, memoryBytes: 1 << 30)
}
