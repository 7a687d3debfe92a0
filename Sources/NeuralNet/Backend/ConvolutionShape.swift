internal import COneDNN

/// A convolution without its neighbours: its pass, shape and precision.
public struct ConvolutionShape: Hashable, Sendable {
  /// The shape in words, such as `4x192x59x59 -> 96, 3x3 / 2, forward`.
  public let description: String
  /// Multiplications and additions, including those with padding.
  public let operationCount: Int

  private let pass: odn_pass
  private let window: odn_window
  /// All fields, including those that the description omits.
  private let key: String

  init(pass: odn_pass, window: odn_window) {
    self.pass = pass
    self.window = window
    key = "\(pass.rawValue) \(window)"
    let w = window
    let kernel = "\(w.kernel_height)x\(w.kernel_width)"
    let strides = w.stride_y == 1 && w.stride_x == 1 ? "" : " / \(w.stride_y)"
    let groups = w.groups > 1 ? ", \(w.groups) groups" : ""
    let name =
      switch pass {
      case ODN_DATA_GRADIENT: "data gradient"
      case ODN_WEIGHTS_GRADIENT_PASS: "weights gradient"
      default: "forward"
      }
    description =
      "\(w.items)x\(w.input_channels)x\(w.input_height)x\(w.input_width) -> "
      + "\(w.output_channels), \(kernel)\(strides)\(groups), \(name)"
    let outputs = w.items * w.output_channels * w.output_height * w.output_width
    operationCount = Int(
      2 * outputs * (w.input_channels / max(w.groups, 1)) * w.kernel_height * w.kernel_width)
  }

  /// The row of the table of times.
  var kind: StepKind {
    switch pass {
    case ODN_DATA_GRADIENT: .convolutionDataGradient
    case ODN_WEIGHTS_GRADIENT_PASS: .convolutionWeightsGradient
    default: .convolutionForward
    }
  }

  /// The convolution with layouts that oneDNN chooses, without a fused sum or ReLU.
  func primitive() throws(NeuralNetError) -> Primitive {
    var window = window
    let nothing = odn_finish(addend: nil, accumulates: 0, relu: 0, ceiling: 0)
    guard pass == ODN_DATA_GRADIENT || pass == ODN_WEIGHTS_GRADIENT_PASS else {
      return try Primitive(description) { odn_convolution(pass, &window, nothing, nil, $0) }
    }
    let forward = try Primitive(description) { odn_convolution(ODN_TRAINING, &window, nothing, nil, $0) }
    return try Primitive(description) { odn_convolution(pass, &window, nothing, forward.hint, $0) }
  }

  public static func == (one: Self, other: Self) -> Bool { one.key == other.key }

  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
