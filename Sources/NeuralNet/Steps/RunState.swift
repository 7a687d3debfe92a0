import Workbench

/// The state of a pass apart from the tensors: indices, active counts, the dropout step.
final class RunState {
  /// Index tensors by name, one Int32 per item.
  var indices: [String: UnsafeMutableBufferPointer<Int32>] = [:]
  /// The number of active items, by kind.
  var activeCounts: [ItemKind: Int] = [:]
  var dropoutSeed: UInt64 = 0
  var dropoutStep = 0

  deinit { for values in indices.values { values.deallocate() } }

  /// Allocates an index tensor. Two nodes may read the same one.
  func need(_ name: String, count: Int) throws(NeuralNetError) {
    if let other = indices[name] {
      guard other.count == count else {
        throw NeuralNetError(
          .mismatch, at: "indices \(name)", "two layers read them, for \(other.count) and \(count) items")
      }
      return
    }
    let values = UnsafeMutableBufferPointer<Int32>.allocate(capacity: count)
    values.initialize(repeating: -1)
    indices[name] = values
  }

  /// `purpose`: "dropout" and the layer's name.
  func dropoutKey(_ purpose: String) -> UInt64 {
    var stream = RandomStream(seed: dropoutSeed, purpose: purpose, items: dropoutStep)
    return stream.next()
  }
}
