internal import CKernels

/// One block of memory. Tensors that are not needed at the same time share addresses in it.
final class Arena {
  let byteCount: Int
  private let memory: UnsafeMutablePointer<Float>

  /// Places the tensors, largest first, each at the lowest address that is free during its whole life.
  ///
  /// Tensors are ordered by size and then by creation, so a plan always has the same layout in memory.
  init(_ buffers: [Buffer]) throws(NeuralNetError) {
    let alignment = 64
    var placed: [(start: Int, end: Int, first: Int, last: Int)] = []  // by start
    var offsets: [(Buffer, Int)] = []
    var total = 0
    let order = buffers.enumerated().filter { $0.element.life != nil && !$0.element.isForeign }
      .sorted { ($1.element.byteCount, $0.offset) < ($0.element.byteCount, $1.offset) }
    for (_, buffer) in order {
      guard let life = buffer.life else { continue }
      let size = (max(buffer.byteCount, 1) + alignment - 1) / alignment * alignment
      var start = 0
      for other in placed where other.first <= life.upperBound && other.last >= life.lowerBound {
        if other.start >= start + size { break }
        start = max(start, other.end)
      }
      let place = placed.firstIndex { $0.start > start } ?? placed.count
      placed.insert((start, start + size, life.lowerBound, life.upperBound), at: place)
      offsets.append((buffer, start))
      total = max(total, start + size)
    }
    guard let memory = ck_zeros(total / 4) else {
      throw NeuralNetError(
        .memory, at: "the plan", "\(total >> 20) MiB of activations do not fit in memory",
        remedy: "Use fewer pictures per batch.")
    }
    self.memory = memory
    byteCount = total
    for (buffer, offset) in offsets { buffer.place(at: UnsafeMutableRawPointer(memory) + offset) }
  }

  deinit { ck_free_zeros(memory) }
}
