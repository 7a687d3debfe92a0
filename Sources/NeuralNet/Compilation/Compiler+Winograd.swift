/// Winograd's F(4x4, 3x3): convolutions of 3x3 with a quarter of the multiplications, in f32 and while training.
///
/// Two to three times as fast as the direct method on the maps of Inception networks. It rounds more: outputs of M-Net
/// A are 3e-6 from double precision with it as without, the median gradient 2e-4 instead of 1e-4
/// (`Tests/Peers/compare_networks.py`).
extension Compiler {
  /// The convolution by Winograd's method; nil if that is slower or oneDNN does not offer it (3.x, processors without
  /// AVX-512).
  func winograd(
    _ label: String, _ pass: odn.Pass, _ geometry: odn.Geometry, forward: Primitive? = nil
  ) -> Primitive? {
    guard geometry.gainsByWinograd(in: pass) else { return nil }
    var geometry = geometry
    geometry.isWinograd = true
    return try? Primitive(label) { odn.convolution(pass, geometry, forward: forward, $0) }
  }

  /// The gradient of a convolution by the faster method.
  func gradientPrimitive(
    _ label: String, _ pass: odn.Pass, _ geometry: odn.Geometry, forward: Primitive
  ) throws(NeuralNetError) -> Primitive {
    if let primitive = winograd(label, pass, geometry, forward: forward) { return primitive }
    return try Primitive(label) { odn.convolution(pass, geometry, forward: forward, $0) }
  }
}

extension odn.Geometry {
  /// Transformed maps take more than twice the memory of the maps. With more positions than this they do not fit in the
  /// cache, and the method is not faster.
  private static let mostPositions = 128 * 128, mostPositionsOfWeights = 64 * 64

  /// Whether the method can compute the shape and is faster.
  func gainsByWinograd(in pass: odn.Pass) -> Bool {
    guard Backend.hasWinograd, numbers == .f32, !bias, groups == 1, window.kernelHeight == 3,
      window.kernelWidth == 3,
      window.strideY == 1,
      window.strideX == 1, input.channels % 16 == 0, output.channels % 16 == 0
    else { return false }
    switch pass {
    case .inference: return false  // oneDNN 2.6 computes convolutions with a bias wrongly
    case .training, .dataGradient: return output.positionCount <= Self.mostPositions
    case .weightsGradient: return output.positionCount <= Self.mostPositionsOfWeights
    }
  }
}
