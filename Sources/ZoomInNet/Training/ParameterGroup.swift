import NeuralNet

/// Parameters with the same factor for the learning rate.
struct ParameterGroup: Sendable {
  /// Multiplies the phase's learning rate.
  let rateFactor: Double
  /// Whether a parameter belongs to the group.
  let contains: @Sendable (String) -> Bool

  /// Whether a parameter belongs to a layer that reads M: a classifier or A-Net.
  static let isHead: @Sendable (String) -> Bool = { $0.contains(".classifier.") || $0.hasPrefix("a_net.") }

  /// The factor of each learnable parameter of the graphs. Each belongs to exactly one group.
  static func rateFactors(_ groups: [ParameterGroup], of graphs: [Graph]) -> [String: Double] {
    let names = learning(in: graphs)
    let misplaced = misplaced(names, in: groups)
    precondition(misplaced.isEmpty, "in no parameter group, or in several: \(misplaced.sorted())")
    var factors: [String: Double] = [:]
    for group in groups { for name in names where group.contains(name) { factors[name] = group.rateFactor } }
    return factors
  }

  /// The parameters that are in no group, or in several.
  static func misplaced(_ names: Set<String>, in groups: [ParameterGroup]) -> Set<String> {
    names.filter { name in groups.count { $0.contains(name) } != 1 }
  }

  /// The learnable parameters of the graphs.
  static func learning(in graphs: [Graph]) -> Set<String> {
    Set(graphs.flatMap(\.parameters).filter(\.role.learns).map(\.name))
  }
}
