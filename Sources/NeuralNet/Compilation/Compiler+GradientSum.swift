internal import CKernels

/// The sum of a node's gradients.
extension Compiler {
  /// The sum of the gradients from all layers that read a node, passed back through the rectifier that the node ends in; nil
  /// if no loss depends on the node.
  ///
  /// One pass over memory does both, because in a residual network nearly every sum of gradients is followed by a ReLU.
  func gradient(of index: Int) throws(NeuralNetError) -> Buffer? {
    let (given, end) = (contributions[index], rectified[index])
    guard given.count > 1 || (end != nil && !given.isEmpty) else { return given.first }
    guard let layout = (end?.result ?? values[index] ?? given[0]).layout else { return given[0] }
    let label = "gradient of \(graph.entries[index].label)"
    var parts: [Buffer] = []
    for part in given { parts.append(try converted(part, to: layout, label: label)) }
    while parts.count > Int(ck_most_gradients) {
      let first = Array(parts.prefix(Int(ck_most_gradients)))
      parts.replaceSubrange(first.indices, with: [summed(first, layout, past: nil, label)])
    }
    return summed(parts, layout, past: end, label)
  }

  private func summed(
    _ parts: [Buffer], _ layout: Layout, past end: (result: Buffer, rectifier: Rectifier)?, _ label: String
  ) -> Buffer {
    let sum = buffer(layout)
    let isHalf = layout.numbers == .bf16
    emit(
      label, .kind(parts.count > 1 ? .sum : .relu), reading: parts + (end.map { [$0.result] } ?? []),
      writing: [sum]
    ) {
      var work = ck_gradient_sum()
      withUnsafeMutableBytes(of: &work.parts) { bytes in
        let places = bytes.bindMemory(to: UnsafeRawPointer?.self)
        for (index, part) in parts.enumerated() { places[index] = UnsafeRawPointer(part.start) }
      }
      work.count = Int32(parts.count)
      work.is_bf16 = isHalf ? 1 : 0
      work.length = Int64(layout.byteCount / (isHalf ? 2 : 4))
      work.result = end.map { UnsafeRawPointer($0.result.start) }
      work.ceiling = end?.rectifier.ceiling ?? .infinity
      work.sum = sum.start
      ck_sum_gradients(&work)
    }
    return sum
  }
}
