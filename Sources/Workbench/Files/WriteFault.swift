import Foundation
import Synchronization

/// A full disk, feigned: for tests of what a run leaves behind when writing fails.
///
/// `ZOOMIN_FAULT_WRITE=7` lets the seventh writing step of the process fail with "no space left", a data write
/// after half of its bytes; `7+` lets all later ones fail too, as they do while a disk stays full. A step is the
/// making of a file or folder, the writing of its bytes, their flushing, or the giving of its name. Without the
/// variable nothing is feigned.
enum WriteFault {
  private static let counter = Atomic<Int>(0)

  private static let plan: (step: Int, stays: Bool)? = {
    guard let text = ProcessInfo.processInfo.environment["ZOOMIN_FAULT_WRITE"] else { return nil }
    let stays = text.hasSuffix("+")
    guard let step = Int(stays ? String(text.dropLast()) : text), step > 0 else { return nil }
    return (step, stays)
  }()

  /// Whether the writing step that begins now is to fail.
  static func isHit() -> Bool {
    guard let plan else { return false }
    let step = counter.wrappingAdd(1, ordering: .relaxed).newValue
    return step == plan.step || (plan.stays && step > plan.step)
  }
}
