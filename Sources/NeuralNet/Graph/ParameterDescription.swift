/// The role of a parameter, which decides its initial values, whether it learns and whether weight decay applies.
public enum ParameterRole: Hashable, Sendable {
  /// Weights of a convolution or a fully connected layer: drawn at random, decayed.
  case weight
  /// Weights that are initially 0, decayed.
  case restingWeight
  /// Added per channel; initially 0.
  case bias
  /// Batch norm's factor; initially 1.
  case scale
  /// Batch norm's summand; initially 0.
  case shift
  /// A running mean; initially 0, not learned.
  case runningMean
  /// A running variance; initially 1, not learned.
  case runningVariance

  /// Whether gradient descent updates it.
  public var learns: Bool { self != .runningMean && self != .runningVariance }
  /// Whether weight decay applies: only weights of convolutions and fully connected layers decay.
  public var decays: Bool { self == .weight || self == .restingWeight }
}

/// The name, shape and role of a parameter.
public struct ParameterDescription: Hashable, Sendable {
  /// The key in checkpoints.
  public let name: String
  /// `[out, in, kh, kw]`, `[out, in]` or `[channels]`.
  public let shape: [Int]
  /// What it is for.
  public let role: ParameterRole

  /// The number of values.
  public var valueCount: Int { shape.reduce(1, *) }
}
