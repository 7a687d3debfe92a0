import Foundation
import Synchronization

/// Simulates a full disk, for tests of what a run leaves behind when writing fails.
///
/// With `ZOOMIN_FAULT_WRITE=7` the seventh writing step of the process fails with "no space left"; a data write fails
/// after half of its bytes. With `7+` all later steps fail too, as on a disk that stays full. A step creates a file
/// or folder, writes bytes, flushes them, or renames. Without the variable nothing is simulated.
enum WriteFault {
  private static let counter = Atomic<Int>(0)

  private static let plan: (step: Int, stays: Bool)? = {
    guard let text = ProcessInfo.processInfo.environment["ZOOMIN_FAULT_WRITE"] else { return nil }
    let stays = text.hasSuffix("+")
    guard let step = Int(stays ? String(text.dropLast()) : text), step > 0 else { return nil }
    return (step, stays)
  }()

  /// Whether the writing step that begins now must fail.
  static func isHit() -> Bool {
    guard let plan else { return false }
    let step = counter.wrappingAdd(1, ordering: .relaxed).newValue
    return step == plan.step || (plan.stays && step > plan.step)
  }
}
