internal import COneDNN

/// One oneDNN computation together with the memories it is bound to.
final class Primitive {
  let label: String
  private let handle: OpaquePointer

  /// The role of a memory in the computation.
  enum Argument: Hashable {
    case source, result, weights, bias, mean, variance, scale, shift, workspace, scratch, addend
    case sourceGradient, resultGradient, weightsGradient, biasGradient, scaleGradient, shiftGradient
    case item(Int)
  }

  /// Creates a computation by calling a function of COneDNN that stores a handle.
  init(_ label: String, _ make: (UnsafeMutablePointer<OpaquePointer?>) -> Int32) throws(NeuralNetError) {
    self.label = label
    var handle: OpaquePointer?
    try check(make(&handle), label)
    self.handle = try made(handle, label)
  }

  deinit { odn_primitive_free(handle) }

  /// The forward pass, which oneDNN needs to create the gradient passes.
  var hint: OpaquePointer { handle }

  /// The name of the implementation that oneDNN picked.
  var implementation: String { String(cString: odn_primitive_implementation(handle)) }

  /// Whether that implementation is specialised code, and not plain loops or a conversion to matrix products.
  var isFast: Bool { !implementation.hasPrefix("ref") && !implementation.contains("gemm:jit") }

  /// The layout of one of the memories; nil when there is none.
  func optionalLayout(_ argument: Argument) -> Layout? {
    odn_primitive_layout(handle, code(argument)).map { Layout(owning: $0) }
  }

  /// The layout of one of the memories, which must exist.
  func layout(_ argument: Argument) throws(NeuralNetError) -> Layout {
    guard let layout = optionalLayout(argument) else {
      throw NeuralNetError(.library, at: label, "oneDNN names no layout for its \(argument)")
    }
    return layout
  }

  /// Sets the address of one of the memories, which must not move afterwards.
  func bind(_ argument: Argument, to memory: UnsafeMutableRawPointer) throws(NeuralNetError) {
    try check(odn_bind(handle, code(argument), memory), "\(label), \(argument)")
  }

  /// Computes.
  func run() throws(NeuralNetError) {
    let status = odn_run(handle)
    if status != 0 { try check(status, label) }
  }

  private func code(_ argument: Argument) -> Int32 {
    let code =
      switch argument {
      case .source: ODN_SOURCE
      case .result: ODN_RESULT
      case .weights: ODN_WEIGHTS
      case .bias: ODN_BIAS
      case .mean: ODN_MEAN
      case .variance: ODN_VARIANCE
      case .scale: ODN_SCALE
      case .shift: ODN_SHIFT
      case .workspace: ODN_WORKSPACE
      case .scratch: ODN_SCRATCH
      case .addend: ODN_ADDEND
      case .sourceGradient: ODN_SOURCE_GRADIENT
      case .resultGradient: ODN_RESULT_GRADIENT
      case .weightsGradient: ODN_WEIGHTS_GRADIENT
      case .biasGradient: ODN_BIAS_GRADIENT
      case .scaleGradient: ODN_SCALE_GRADIENT
      case .shiftGradient: ODN_SHIFT_GRADIENT
      case .item: ODN_SOURCES
      }
    guard case .item(let index) = argument else { return Int32(code.rawValue) }
    return Int32(code.rawValue) + Int32(index)
  }
}
