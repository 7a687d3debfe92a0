internal import COneDNN

extension Primitive {
  /// The pass and shape of a convolution; nil for other computations.
  var convolution: ConvolutionShape? {
    var pass = ODN_INFERENCE
    var window = odn_window()
    guard odn_primitive_convolution(hint, &pass, &window) != 0 else { return nil }
    return ConvolutionShape(pass: pass, window: window)
  }

  /// The row of a table of times that the computation belongs to.
  var kind: StepKind {
    switch odn_primitive_kind(hint) {
    case ODN_A_CONVOLUTION: convolution?.kind ?? .other
    case ODN_A_BATCH_NORM: .batchNorm
    case ODN_A_POOLING: .pooling
    case ODN_A_CONCATENATION: .concatenation
    case ODN_A_SUM: .sum
    case ODN_A_RELU: .relu
    case ODN_A_REORDER: .reorder
    default: .other
    }
  }
}
