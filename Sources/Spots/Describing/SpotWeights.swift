/// The weights of the trunk that describes spots: words of `spots.weights`.
public enum SpotWeights: String, Hashable, Sendable, CaseIterable {
  /// Those of `train.initial_weights`, such as ImageNet's.
  case initial
  /// Those of the trained M-Net.
  case trained
}
