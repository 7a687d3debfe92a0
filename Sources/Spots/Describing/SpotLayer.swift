/// A layer of a trunk that describes spots: words of `spots.layers`.
public enum SpotLayer: String, Hashable, Sendable, CaseIterable {
  /// The last features of that stride in pixels.
  case stride2 = "2", stride4 = "4", stride8 = "8", stride16 = "16"
  /// M, computed on the zoom picture.
  case m = "M"

  /// The stride in pixels; nil for M, whose stride the preset decides.
  public var stride: Int? { Int(rawValue) }
}

/// What describes a spot: words of `spots.descriptor`.
public enum SpotDescription: String, Hashable, Sendable, CaseIterable {
  /// `RadialProfile`.
  case profile
  /// `TrunkDescriber`.
  case trunk
}

/// The weights of the trunk that describes spots: words of `spots.weights`.
public enum SpotWeights: String, Hashable, Sendable, CaseIterable {
  /// Those of `train.initial_weights`, such as ImageNet's.
  case initial
  /// Those of the trained M-Net.
  case trained
}
