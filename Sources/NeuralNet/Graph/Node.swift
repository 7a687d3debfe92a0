/// A handle to one value of a `Graph`: the output of a layer, or an input.
public struct Node: Hashable, Sendable {
  let index: Int
}

/// What a node computes from its inputs.
enum Operation: Hashable, Sendable {
  case input(name: String)
  case convolution(name: String, window: Window, groups: Int, bias: Bool)
  case batchNorm(name: String, epsilon: Float, momentum: Float, rectifier: Rectifier?, fewestItems: Int)
  case rectifier(Rectifier)
  case maxPool(Window)
  case averagePool(Window, countsPadding: Bool)
  case concatenate
  case scaledSum(scale: Float, rectifier: Rectifier?)
  case fullyConnected(name: String)
  case dropout(fraction: Float, name: String)
  case softmax
  case spatialSoftmax
  case product
  case spatialSum
  case segmentMax(indices: String)
  case pairConcatenate(indices: String)
  case crossEntropy(labels: String, weight: Float)
}

/// A node as the graph stores it.
struct GraphEntry: Hashable, Sendable {
  let operation: Operation
  let inputs: [Node]
  let kind: ItemKind
  let shape: FeatureShape
  /// Whether the value is an input of the graph, which no layer computes.
  var isInput: Bool {
    guard case .input = operation else { return false }
    return true
  }
  /// The node's name in messages: its layer's name, or its operation and the layer before it.
  let label: String
}
