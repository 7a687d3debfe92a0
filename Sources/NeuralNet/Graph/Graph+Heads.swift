/// The layers of heads: attention, sets of items, losses.
extension Graph {
  /// Probabilities over the channels of a vector.
  public mutating func softmax(_ x: Node) -> Node {
    precondition(shape(of: x).positionCount == 1, "softmax over channels needs a vector")
    return same(.softmax, x, "softmax")
  }

  /// Softmax over the positions, separately for each channel.
  public mutating func spatialSoftmax(_ x: Node) -> Node { same(.spatialSoftmax, x, "spatial softmax") }

  /// `x * y`, element by element.
  public mutating func product(_ x: Node, _ y: Node) -> Node {
    checkSame(x, y, "product")
    return add(
      .product, [x, y], kind: kind(of: x), shape: shape(of: x), label: after(x, "product"))
  }

  /// The sum over all positions: `[items, C, 1, 1]`.
  public mutating func spatialSum(_ x: Node) -> Node {
    add(
      .spatialSum, [x], kind: kind(of: x), shape: FeatureShape(channels: shape(of: x).channels),
      label: after(x, "spatial sum"))
  }

  /// The element-wise maximum over sets of items: each item of `x` belongs to one item of `kind`.
  ///
  /// `indices` names a run-time Int32 per item of `x`: the item of `kind` it belongs to, -1 for none. Items of `kind`
  /// without members get zeros. Equal maxima: the first item gets the gradient.
  public mutating func segmentMax(_ x: Node, into kind: ItemKind, indices: String) -> Node {
    add(
      .segmentMax(indices: indices), [x], kind: kind, shape: shape(of: x), label: after(x, "set maximum"))
  }

  /// Each item's channels followed by those of another item of the same kind: `[items, 2 C, h, w]`.
  ///
  /// `indices` names a run-time Int32 per item: the other item (it may be the item itself), -1 for zeros.
  public mutating func pairConcatenate(_ x: Node, indices: String) -> Node {
    let shape = self.shape(of: x)
    return add(
      .pairConcatenate(indices: indices), [x], kind: kind(of: x),
      shape: FeatureShape(channels: 2 * shape.channels, height: shape.height, width: shape.width),
      label: after(x, "pairs"))
  }

  /// `weight` times the mean over the counted items of `-log softmax(logits)[label]`.
  ///
  /// `labels` names a run-time Int32 per item, 0 ..< channels, or -1 for an item that does not count. With
  /// no item counted the loss is zero. `Plan.setClassWeights` makes it a weighted mean.
  public mutating func crossEntropy(_ logits: Node, labels: String, weight: Float = 1) -> Node {
    precondition(shape(of: logits).positionCount == 1, "cross-entropy needs a vector of logits")
    return add(
      .crossEntropy(labels: labels, weight: weight), [logits], kind: .batch, shape: FeatureShape(channels: 1),
      label: after(logits, "cross-entropy"))
  }
}
