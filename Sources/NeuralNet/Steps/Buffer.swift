internal import CKernels

/// A tensor of a plan: a layout, the stretch of steps in which its values are needed, and its place.
final class Buffer {
  /// How the values lie; nil for memory that only a kernel or a primitive understands.
  let layout: Layout?
  let byteCount: Int
  /// The numbers of the tensor; nil where only a kernel or a primitive understands the bytes.
  let numbers: Precision?
  /// The first and last step that touch it; nil while nothing does.
  private(set) var life: ClosedRange<Int>?
  /// Where it lies; set when the plan's memory is laid out, or from the start for memory of others.
  private(set) var memory: UnsafeMutableRawPointer?
  /// Whether the memory belongs to someone else (a parameter).
  let isForeign: Bool

  init(layout: Layout?, byteCount: Int, isRaw: Bool = false) {
    self.layout = layout
    self.byteCount = byteCount
    numbers = isRaw ? nil : layout?.numbers ?? .f32
    isForeign = false
  }

  /// A tensor that lies in memory of someone else, who outlives the plan.
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

  /// The values; only once the plan's memory is laid out.
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
