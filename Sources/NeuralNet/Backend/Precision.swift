/// The precision of the expensive layers. Parameters are always kept as f32.
public enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
  /// IEEE single precision throughout.
  case f32
  /// Feature maps, their gradients and copies of weights have 8 bits of mantissa. Sums inside a convolution, batch
  /// statistics, vectors, softmaxes, losses, parameters and their gradients stay f32.
  case bf16
}
