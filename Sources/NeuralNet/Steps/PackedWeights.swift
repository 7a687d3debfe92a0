internal import CKernels

/// A copy of weights in the layout that a primitive needs, renewed when the parameters change.
///
/// The copy may include the factor of a residual sum and a folded batch norm.
final class PackedWeights {
  /// A batch norm folded into the weights and the bias.
  struct Fold {
    let scale: String, shift: String, mean: String, variance: String
    let epsilon: Float
  }

  private let parameters: Parameters
  private let weight: String
  private let bias: String?
  private let factor: Float
  private let fold: Fold?
  private let sources: [Int]
  private var seen: UInt64 = 0
  /// Row-major scaled weights, and the folded factors and summands; nil if nothing is scaled.
  private let scaled: Buffer?
  private let factors: Buffer?
  /// The bias with everything folded in; nil if the parameter's own bias is used.
  let packedBias: Buffer?
  private let pack: Primitive?

  init(
    _ parameters: Parameters, weight: String, bias: String?, factor: Float, fold: Fold?, scaled: Buffer?,
    factors: Buffer?, packedBias: Buffer?, pack: Primitive?
  ) {
    self.parameters = parameters
    self.weight = weight
    self.bias = bias
    self.factor = factor
    self.fold = fold
    self.scaled = scaled
    self.factors = factors
    self.packedBias = packedBias
    self.pack = pack
    let names = [weight, bias, fold?.scale, fold?.shift, fold?.mean, fold?.variance].compactMap(\.self)
    sources = names.map(parameters.place)
  }

  /// Renews the copy if one of its parameters has changed.
  func refresh() throws(NeuralNetError) {
    let version = sources.reduce(0) { $0 &+ parameters.version($1) }  // versions only grow
    guard version != seen else { return }
    if let scaled { scale(into: scaled) }
    try pack?.run()
    seen = version
  }

  private func scale(into scaled: Buffer) {
    let channels = parameters.descriptions[parameters.place(weight)].shape[0]
    if let fold, let factors, let packedBias {
      ck_fold_batch_norm(
        parameters.pointer(fold.scale), parameters.pointer(fold.shift), parameters.pointer(fold.mean),
        parameters.pointer(fold.variance), bias.map(parameters.pointer), fold.epsilon, channels,
        factors.floats, packedBias.floats)
      if factor != 1 {
        ck_scale_rows(packedBias.floats, nil, factor, packedBias.floats, channels, 1)
      }
    } else if let bias, let packedBias {
      ck_scale_rows(parameters.pointer(bias), nil, factor, packedBias.floats, channels, 1)
    }
    ck_scale_rows(
      parameters.pointer(weight), fold == nil ? nil : factors?.floats, factor, scaled.floats, channels,
      parameters.descriptions[parameters.place(weight)].valueCount / channels)
  }
}
