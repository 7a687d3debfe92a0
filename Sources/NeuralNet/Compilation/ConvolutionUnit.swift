/// A convolution with the operations that its primitive fuses: a folded batch norm, a residual sum, a ReLU.
struct ConvolutionUnit {
  let convolution: Node
  /// The batch norm that is folded into the weights; only in plans without gradients.
  var fold: Node?
  /// `shortcut + scale * convolution`.
  var sum: (shortcut: Node, scale: Float)?
  var rectifier: Rectifier?

  /// The nodes whose values the unit reads.
  func reads(in graph: Graph) -> [Node] {
    graph.entry(convolution).inputs + (sum.map { [$0.shortcut] } ?? [])
  }

  /// The units of a graph by the node at which each ends, and the nodes inside them that have no value.
  ///
  /// A node is fused only if nothing else reads the convolution's own result.
  static func units(of graph: Graph, folds: (Node) -> Bool) -> (
    ending: [Int: ConvolutionUnit], absorbed: Set<Int>
  ) {
    var readers = Array(repeating: 0, count: graph.entries.count)
    for entry in graph.entries { for input in entry.inputs { readers[input.index] += 1 } }
    for output in graph.outputs { readers[output.node.index] += 2 }
    var ending: [Int: ConvolutionUnit] = [:]
    var absorbed: Set<Int> = []

    func extend(_ input: Node, to index: Int, _ change: (inout ConvolutionUnit) -> Bool) {
      guard readers[input.index] == 1, var unit = ending[input.index], change(&unit) else { return }
      ending[input.index] = nil
      absorbed.insert(input.index)
      ending[index] = unit
    }

    for (index, entry) in graph.entries.enumerated() {
      switch entry.operation {
      case .convolution: ending[index] = ConvolutionUnit(convolution: Node(index: index))
      case .batchNorm(_, _, _, let rectifier, _) where folds(Node(index: index)):
        extend(entry.inputs[0], to: index) { unit in
          guard unit.fold == nil, unit.sum == nil, unit.rectifier == nil else { return false }
          unit.fold = Node(index: index)
          unit.rectifier = rectifier
          return true
        }
      case .rectifier(let rectifier):
        extend(entry.inputs[0], to: index) { unit in
          guard unit.rectifier == nil else { return false }
          unit.rectifier = rectifier
          return true
        }
      case .scaledSum(let scale, let rectifier):
        extend(entry.inputs[1], to: index) { unit in
          guard unit.rectifier == nil, unit.sum == nil else { return false }
          unit.sum = (entry.inputs[0], scale)
          unit.rectifier = rectifier
          return true
        }
      default: break
      }
    }
    return (ending, absorbed)
  }
}
