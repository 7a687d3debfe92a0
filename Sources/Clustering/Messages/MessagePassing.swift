import Workbench
internal import CKernels

/// Message passing over a square of similarities.
///
/// `@unchecked Sendable` because each thread writes only the rows and columns of its own block.
final class MessagePassing: MessageUpdate, @unchecked Sendable {
  private let similarities: Similarities
  private let preferences: [Double]
  private let threadCount: Int
  private let responsibilities: AlignedMemory
  private let availabilities: AlignedMemory
  private let totals: AlignedMemory
  private let partials: AlignedMemory
  private let mask: AlignedMemory
  private let own: AlignedMemory
  private let bits: AlignedMemory
  private var state: ck_affinity_state

  /// Rows are summed block by block. The number of blocks does not depend on the number of threads.
  private static func blockCount(of count: Int) -> Int { max(1, min(128, (count + 15) / 16)) }

  /// Memory of a run, without the similarities, in bytes.
  static func byteCount(points count: Int, precision: Similarities.Precision) -> Int {
    let stride = Similarities.stride(of: count)
    return (2 * count + blockCount(of: count) + 2) * stride * precision.rawValue + count * (5 * 8 + 1)
  }

  /// - Parameters:
  ///   - preferences: One per point, including what copies of the point add if it is an exemplar.
  ///   - inMessages: The preferences as messages use them, within limits and with tie breaks.
  ///   - addsInRowOrder: Whether sums round as in scikit-learn and apcluster, which costs another pass over the
  ///     matrix.
  init(
    _ similarities: Similarities, preferences: [Double], inMessages: [Double], addsInRowOrder: Bool,
    damping: Double,
    threadCount: Int
  ) {
    let (count, stride) = (similarities.count, similarities.stride)
    let bytes = similarities.precision.rawValue
    let blocks = Self.blockCount(of: count)
    self.similarities = similarities
    self.preferences = preferences
    self.threadCount = threadCount
    responsibilities = AlignedMemory(byteCount: count * stride * bytes, threadCount: threadCount)
    availabilities = AlignedMemory(byteCount: count * stride * bytes, threadCount: threadCount)
    totals = AlignedMemory(byteCount: stride * bytes)
    partials = AlignedMemory(byteCount: blocks * stride * bytes)
    mask = AlignedMemory(byteCount: stride * bytes)
    own = AlignedMemory(byteCount: 5 * count * 8)
    bits = AlignedMemory(byteCount: count)
    let columns = own.base.bindMemory(to: Double.self, capacity: 5 * count)
    for point in 0..<count {
      columns[point] = Double(similarities.weight(point))
      columns[count + point] = inMessages[point]
    }
    state = ck_affinity_state(
      count: count, stride: stride, element_bytes: Int32(bytes), damping: damping,
      similarity: UnsafeRawPointer(similarities.storage.base), responsibility: responsibilities.base,
      availability: availabilities.base, totals: totals.base, partials: partials.base, block_count: blocks,
      in_row_order: addsInRowOrder ? 1 : 0,
      weight: similarities.weights == nil ? nil : UnsafePointer(columns),
      preference: UnsafePointer(columns + count), own_responsibility: columns + 2 * count,
      own_availability: columns + 3 * count, exemplar_mask: nil, best: columns + 4 * count)
  }

  var pointCount: Int { similarities.count }

  func update(measuring exemplar: [Bool]?) -> [Bool] {
    if let exemplar { setMask(exemplar) }
    visit(measuring: exemplar != nil)
    return exemplarBits()
  }

  /// The sum, in the order of points, of the exemplars' preferences and of what the last update measured for the
  /// others.
  func netSimilarity(_ exemplar: [Bool]) -> Double {
    let best = own.base.assumingMemoryBound(to: Double.self) + 4 * similarities.count
    return exemplar.indices.reduce(0) { $0 + (exemplar[$1] ? preferences[$1] : best[$1]) }
  }

  func finalNetSimilarity(_ exemplar: [Bool]) -> Double {
    Partition.netSimilarity(
      of: exemplar.indices.filter { exemplar[$0] }, similarities, preferences: preferences)
  }

  // MARK: -

  private func visit(measuring: Bool) {
    state.exemplar_mask = measuring ? UnsafeRawPointer(mask.base) : nil
    let blocks = state.block_count
    Parallel.forEach(count: blocks, threadCount: threadCount) { block in
      withUnsafePointer(to: self.state) { ck_affinity_visit_block($0, block) }
    }
    let chunk = 4096
    let target = bits.base.assumingMemoryBound(to: UInt8.self)
    let writes = DisjointWrites(base: target)
    Parallel.forEach(count: (similarities.count + chunk - 1) / chunk, threadCount: threadCount) { index in
      withUnsafePointer(to: self.state) {
        ck_affinity_finish_columns(
          $0, index * chunk, min(self.similarities.count, (index + 1) * chunk), writes.base)
      }
    }
  }

  private func exemplarBits() -> [Bool] {
    let bytes = UnsafeBufferPointer(
      start: bits.base.assumingMemoryBound(to: UInt8.self), count: similarities.count)
    return bytes.map { $0 != 0 }
  }

  private func setMask(_ exemplar: [Bool]) {
    for point in 0..<similarities.stride {
      let isExemplar = point < exemplar.count && exemplar[point]
      switch similarities.precision {
      case .single:
        mask.base.assumingMemoryBound(to: Float.self)[point] = isExemplar ? 0 : -.infinity
      case .double:
        mask.base.assumingMemoryBound(to: Double.self)[point] = isExemplar ? 0 : -.infinity
      }
    }
  }
}
