import NeuralNet
import TestSupport

/// A file that `Tests/Peers/neural_net_golden.py` wrote.
struct Golden {
  private let file: GoldenTensors

  init(_ name: String) throws { file = try GoldenTensors("NeuralNet/\(name)") }

  var tensors: [String: Tensor] { file.tensors }

  subscript(_ name: String) -> Tensor {
    get throws { try file[name] }
  }

  func values(under prefix: String) -> [String: Tensor] { file.values(under: prefix) }
}
