import NeuralNet

/// The factors of the learning rate: of heads, which are the layers that read M (the classifiers and A-Net), and of
/// C-Net, which is new in phase 3.
struct RateFactors {
  let head: Double
  let patch: Double

  /// - Parameter patch: the factor of C-Net's layers.
  init(head: Double, patch: Double = 1) {
    self.head = head
    self.patch = patch
  }

  /// The factor of a parameter. C-Net's classifier has both.
  func factor(of parameter: String) -> Double {
    let isHead = parameter.contains(".classifier.") || parameter.hasPrefix("a_net.")
    return (isHead ? head : 1) * (parameter.hasPrefix("c_net.") ? patch : 1)
  }

  /// The factor of each learnable parameter of the graphs.
  func factors(of graphs: [Graph]) -> [String: Double] {
    let names = Set(graphs.flatMap(\.parameters).filter(\.role.learns).map(\.name))
    return Dictionary(uniqueKeysWithValues: names.map { ($0, factor(of: $0)) })
  }
}
