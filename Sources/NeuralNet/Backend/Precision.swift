/// What numbers the heavy layers compute with; parameters are always kept as f32.
public enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
  /// IEEE single precision throughout.
  case f32
  /// Feature maps, their gradients and copies of weights with 8 bits of mantissa; sums inside a convolution,
  /// batch statistics, vectors, softmaxes, losses, parameters and their gradients stay f32.
  case bf16
}
