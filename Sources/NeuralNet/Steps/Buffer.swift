internal import CKernels

/// A tensor of a plan: its layout, the range of steps in which its values are needed, and its address.
final class Buffer {
  /// The layout of the values; nil for memory that only a kernel or a primitive interprets.
  let layout: Layout?
  let byteCount: Int
  /// The precision of the tensor; nil for memory that only a kernel or a primitive interprets.
  let numbers: Precision?
  /// The first and last step that use it; nil if none does yet.
  private(set) var life: ClosedRange<Int>?
  /// Its address; set when the plan's memory is laid out, or at creation for memory owned by others.
  private(set) var memory: UnsafeMutableRawPointer?
  /// Whether the plan does not own the memory (a parameter's).
  let isForeign: Bool

  init(layout: Layout?, byteCount: Int, isRaw: Bool = false) {
    self.layout = layout
    self.byteCount = byteCount
    numbers = isRaw ? nil : layout?.numbers ?? .f32
    isForeign = false
  }

  /// A tensor in memory that another object owns; the owner must outlive the plan.
  init(foreign memory: UnsafeMutableRawPointer, layout: Layout) {
    self.layout = layout
    byteCount = layout.byteCount
    numbers = layout.numbers
    isForeign = true
    self.memory = memory
  }

  func touch(_ step: Int) { touch(step...step) }

  func touch(_ steps: ClosedRange<Int>) {
    guard let life else { return self.life = steps }
    self.life = min(life.lowerBound, steps.lowerBound)...max(life.upperBound, steps.upperBound)
  }

  func place(at memory: UnsafeMutableRawPointer) { self.memory = memory }

  /// Whether no value is infinite or NaN; true where the bytes are not numbers.
  var isFinite: Bool {
    switch numbers {
    case .f32: ck_all_finite(floats, count) != 0
    case .bf16: ck_all_finite_bf16(start.assumingMemoryBound(to: UInt16.self), byteCount / 2) != 0
    case nil: true
    }
  }

  /// The values; available once the plan's memory is laid out.
  var floats: UnsafeMutablePointer<Float> { start.assumingMemoryBound(to: Float.self) }
  /// The values as whole numbers.
  var integers: UnsafeMutablePointer<Int32> { start.assumingMemoryBound(to: Int32.self) }
  /// The number of 4-byte values.
  var count: Int { byteCount / 4 }

  var start: UnsafeMutableRawPointer {
    guard let memory else { preconditionFailure("a tensor is used before the plan's memory is laid out") }
    return memory
  }
}
