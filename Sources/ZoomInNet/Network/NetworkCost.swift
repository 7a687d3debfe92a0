import NeuralNet

/// The cost of a network: learned numbers, and multiply-adds per item.
public struct NetworkCost: Hashable, Sendable {
  /// Learned numbers: weights, biases, and batch norm's scales and shifts; running statistics do not count.
  public var parameterCount = 0
  /// Multiply-adds of one forward pass by item kind, for one item of that kind. Convolutions and fully connected layers
  /// only, because the other layers are limited by memory traffic and not by arithmetic.
  public var multiplyAddCount: [ItemKind: Int] = [:]

  /// No layers, no cost.
  public init() {}

  /// 10^9 floating-point operations (two per multiply-add) of one forward pass for one item of a kind.
  public func gigaFlop(of kind: ItemKind) -> Double {
    2e-9 * Double(multiplyAddCount[kind] ?? 0)
  }
}
