import Workbench

/// The state of a pass apart from the tensors: indices, active counts, the dropout step.
final class RunState {
  /// Index tensors by name, one Int32 per item.
  var indices: [String: UnsafeMutableBufferPointer<Int32>] = [:]
  /// The weights of classes in the losses, by the name of their labels; 1 each unless they are set.
  var classWeights: [String: UnsafeMutableBufferPointer<Float>] = [:]
  /// The number of active items, by kind.
  var activeCounts: [ItemKind: Int] = [:]
  var dropoutSeed: UInt64 = 0
  var dropoutStep = 0

  deinit {
    for values in indices.values { values.deallocate() }
    for values in classWeights.values { values.deallocate() }
  }

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

  /// Allocates the weights of classes. Two losses may read the same labels.
  func needClassWeights(_ name: String, count: Int) throws(NeuralNetError) {
    if let other = classWeights[name] {
      guard other.count == count else {
        throw NeuralNetError(
          .mismatch, at: "labels \(name)", "two losses read them, with \(other.count) and \(count) classes")
      }
      return
    }
    let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    values.initialize(repeating: 1)
    classWeights[name] = values
  }

  /// `purpose`: "dropout" and the layer's name.
  func dropoutKey(_ purpose: String) -> UInt64 {
    var stream = RandomStream(seed: dropoutSeed, purpose: purpose, items: dropoutStep)
    return stream.next()
  }
}
