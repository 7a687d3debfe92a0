/// A network, described once as a value; a `Plan` runs it for given item counts.
///
/// Nodes are added in the order of computation and shapes are checked as they are added: a shape that does
/// not fit is a programmer's mistake and stops the program with both shapes named. Every node belongs to an
/// `ItemKind`. Layers with parameters have names; a parameter's key is the layer's name and a suffix
/// (`.weight`, `.bias`, `.running_mean`, `.running_var`), stable across versions.
public struct Graph: Sendable {
  private(set) var entries: [GraphEntry] = []
  private(set) var outputs: [(name: String, node: Node)] = []
  private(set) var losses: [(name: String, node: Node)] = []
  /// The parameters that the graph needs, in the order of its layers.
  public private(set) var parameters: [ParameterDescription] = []

  /// An empty graph.
  public init() {}

  /// The shape of one item of a node.
  public func shape(of node: Node) -> FeatureShape { entries[node.index].shape }

  /// The item kind of a node; losses have a kind of their own with one item.
  public func kind(of node: Node) -> ItemKind { entries[node.index].kind }

  /// The names of the outputs, in the order they were declared.
  public var outputNames: [String] { outputs.map(\.name) }

  /// The shape of one item of an output; nil if no output has this name.
  public func shape(ofOutput name: String) -> FeatureShape? {
    outputs.first { $0.name == name }.map { shape(of: $0.node) }
  }

  /// The names of the losses, in the order they were declared.
  public var lossNames: [String] { losses.map(\.name) }

  /// The names of the parameters that the graph needs, in the order of its layers.
  public var parameterNames: [String] { parameters.map(\.name) }

  /// Multiplications and additions of one item's convolutions and fully connected layers, forward.
  public var operationCountPerItem: Int {
    entries.reduce(0) { sum, entry in
      switch entry.operation {
      case .convolution(_, let window, let groups, _):
        let inputs = shape(of: entry.inputs[0]).channels / groups * window.kernelHeight * window.kernelWidth
        return sum + 2 * inputs * entry.shape.valueCount
      case .fullyConnected:
        return sum + 2 * shape(of: entry.inputs[0]).valueCount * entry.shape.valueCount
      default: return sum
      }
    }
  }

  /// An input, set before each forward pass: `[items, channels, height, width]`.
  public mutating func input(_ name: String, kind: ItemKind, shape: FeatureShape) -> Node {
    precondition(!entries.contains { $0.operation == .input(name: name) }, "two inputs named \(name)")
    return add(.input(name: name), [], kind: kind, shape: shape, label: "input \(name)")
  }

  /// Names a node whose values can be read after a forward pass and at which a gradient can be added.
  public mutating func output(_ name: String, _ x: Node) {
    precondition(!outputs.contains { $0.name == name }, "two outputs named \(name)")
    outputs.append((name, x))
  }

  /// Names a loss. Backward passes compute the gradient of the sum of all losses.
  public mutating func loss(_ name: String, _ x: Node) {
    precondition(!losses.contains { $0.name == name }, "two losses named \(name)")
    guard case .crossEntropy = entries[x.index].operation else {
      preconditionFailure("loss \(name) is not a cross-entropy")
    }
    losses.append((name, x))
  }

  // MARK: - For the extensions that add layers

  mutating func add(
    _ operation: Operation, _ inputs: [Node], kind: ItemKind, shape: FeatureShape, label: String
  ) -> Node {
    entries.append(
      GraphEntry(operation: operation, inputs: inputs, kind: kind, shape: shape, label: label))
    return Node(index: entries.count - 1)
  }

  mutating func need(_ name: String, shape: [Int], role: ParameterRole) {
    let description = ParameterDescription(name: name, shape: shape, role: role)
    if let other = parameters.first(where: { $0.name == name }) {
      precondition(other == description, "parameter \(name) is used with two shapes")
    } else {
      parameters.append(description)
    }
  }

  func entry(_ node: Node) -> GraphEntry { entries[node.index] }
}
