/// The part of an input on which each position of a node depends, along both axes.
///
/// Coordinates are continuous: the input's pixel i covers i ..< i + 1 and has its centre at i + 0.5.
///
/// Source: Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural networks", Distill,
/// doi:10.23915/distill.00021, whose pixels are counted from 1 at their centres.
public struct ReceptiveField: Hashable, Sendable {
  /// The field along one axis.
  public struct Axis: Hashable, Sendable {
    /// Input pixels from one position's centre to the next one's.
    public let stride: Int
    /// The centre of the field of position 0. Padding has negative coordinates.
    public let firstCentre: Double
    /// The field of position 0, padding included, from its lower to its upper edge.
    public let firstExtent: Range<Double>

    /// The length of the field of one position in pixels, padding included.
    public var length: Double { firstExtent.upperBound - firstExtent.lowerBound }

    /// The centre of the field of position `index`, in input pixels.
    public func centre(of index: Int) -> Double { firstCentre + Double(index * stride) }
  }

  /// Along rows, from the left.
  public let x: Axis
  /// Along columns, from the top.
  public let y: Axis
}

extension Graph {
  /// The receptive field of an output's positions in an input; nil if the output does not depend on the input.
  ///
  /// A layer of the same shape as its input (batch norm, softmax over positions, dropout) leaves the fields unchanged.
  /// Where branches join, they must have the same stride; the centre is the mean of the branches' centres and the
  /// extent is their hull. Branches that do not depend on the input are ignored. A layer without positions (sums, fully
  /// connected layers) has one position that depends on everything. If an item reads another item (pairs, sets), the
  /// other's field counts as its own.
  ///
  /// - Precondition: `output` and `input` are names of the graph.
  /// - Complexity: O(nodes).
  public func receptiveField(ofOutput output: String, inInput input: String) -> ReceptiveField? {
    guard let node = outputs.first(where: { $0.name == output })?.node else {
      preconditionFailure("no output \(output)")
    }
    return receptiveField(of: node, inInput: input)
  }

  /// The receptive field of a node's positions in an input; see `receptiveField(ofOutput:inInput:)`.
  ///
  /// - Precondition: `input` is a name of the graph.
  /// - Complexity: O(nodes).
  public func receptiveField(of node: Node, inInput input: String) -> ReceptiveField? {
    guard let origin = entries.firstIndex(where: { $0.operation == .input(name: input) }) else {
      preconditionFailure("no input \(input)")
    }
    var fields: [ReceptiveField?] = []
    for (index, entry) in entries.prefix(node.index + 1).enumerated() {
      guard index != origin else {
        fields.append(ReceptiveField(x: .pixels, y: .pixels))
        continue
      }
      let seen = entry.inputs.compactMap { fields[$0.index] }
      guard let joined = ReceptiveField(joining: seen, label: entry.label) else {
        fields.append(nil)
        continue
      }
      fields.append(joined.behind(entry.window(over: shape(of: entry.inputs[0]))))
    }
    return fields[node.index]
  }
}

// MARK: -

extension GraphEntry {
  /// The window that slides over the inputs; nil if each position reads only the same position.
  fileprivate func window(over input: FeatureShape) -> Window? {
    switch operation {
    case .convolution(_, let window, _, _), .maxPool(let window), .averagePool(let window, _): window
    case .fullyConnected, .spatialSum, .crossEntropy: Window(height: input.height, width: input.width)
    case .input, .batchNorm, .rectifier, .concatenate, .scaledSum, .dropout, .softmax, .spatialSoftmax,
      .product,
      .segmentMax, .pairConcatenate:
      nil
    }
  }
}

extension ReceptiveField {
  /// The joint field of several branches; nil if there are none.
  fileprivate init?(joining fields: [ReceptiveField], label: String) {
    guard !fields.isEmpty else { return nil }
    x = Axis(joining: fields.map(\.x), label: label)
    y = Axis(joining: fields.map(\.y), label: label)
  }

  /// The field of a window's positions, where the window slides over the positions of this field.
  fileprivate func behind(_ window: Window?) -> ReceptiveField {
    guard let window else { return self }
    return ReceptiveField(
      x: x.behind(kernel: window.kernelWidth, stride: window.strideX, padding: window.paddingLeft),
      y: y.behind(kernel: window.kernelHeight, stride: window.strideY, padding: window.paddingTop))
  }
}

extension ReceptiveField.Axis {
  /// An input's own pixels.
  fileprivate static let pixels = Self(stride: 1, firstCentre: 0.5, firstExtent: 0..<1)

  fileprivate init(joining axes: [Self], label: String) {
    precondition(Set(axes.map(\.stride)).count == 1, "the branches of \(label) have different strides")
    stride = axes[0].stride
    firstCentre = axes.reduce(0) { $0 + $1.firstCentre } / Double(axes.count)
    let lower = axes.reduce(axes[0].firstExtent.lowerBound) { min($0, $1.firstExtent.lowerBound) }
    firstExtent = lower..<axes.reduce(lower) { max($0, $1.firstExtent.upperBound) }
  }

  fileprivate func behind(kernel: Int, stride step: Int, padding: Int) -> Self {
    let (before, after) = (Double(-padding * stride), Double((kernel - 1 - padding) * stride))
    return Self(
      stride: stride * step, firstCentre: firstCentre + (before + after) / 2,
      firstExtent: firstExtent.lowerBound + before..<firstExtent.upperBound + after)
  }
}
