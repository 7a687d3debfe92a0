internal import COneDNN

/// Functions that create oneDNN's primitives from the types of this module.
enum odn {
  typealias Slot = UnsafeMutablePointer<OpaquePointer?>

  enum Pass {
    case inference, training, dataGradient, weightsGradient

    fileprivate var code: odn_pass {
      switch self {
      case .inference: ODN_INFERENCE
      case .training: ODN_TRAINING
      case .dataGradient: ODN_DATA_GRADIENT
      case .weightsGradient: ODN_WEIGHTS_GRADIENT_PASS
      }
    }
  }

  /// The complete shape of a convolution or a pooling: input, output and window.
  struct Geometry {
    let items: Int, input: FeatureShape, output: FeatureShape, window: Window, bias: Bool
    /// The parts into which a convolution's channels are divided.
    var groups = 1
    /// The precision of a convolution's maps and weights.
    var numbers = Precision.f32
    /// Whether a convolution is computed by Winograd's F(4x4, 3x3).
    var isWinograd = false

    /// The shape of a convolution's weights as oneDNN takes it: groups are an axis of their own.
    var weightsShape: [Int] {
      let kernel = [window.kernelHeight, window.kernelWidth]
      let channels = [output.channels / groups, input.channels / groups]
      return (groups > 1 ? [groups] : []) + channels + kernel
    }

    /// The shape in the form that tables of times use.
    func shape(of pass: Pass) -> ConvolutionShape { ConvolutionShape(pass: pass.code, window: code) }

    fileprivate var code: odn_window {
      odn_window(
        items: Int64(items), input_channels: Int64(input.channels), input_height: Int64(input.height),
        input_width: Int64(input.width), output_channels: Int64(output.channels),
        output_height: Int64(output.height), output_width: Int64(output.width),
        kernel_height: Int64(window.kernelHeight), kernel_width: Int64(window.kernelWidth),
        stride_y: Int64(window.strideY), stride_x: Int64(window.strideX), top: Int64(window.paddingTop),
        left: Int64(window.paddingLeft), bottom: Int64(window.paddingBottom),
        right: Int64(window.paddingRight), groups: Int64(groups), bias: bias ? 1 : 0, type: numbers.code,
        method: isWinograd ? ODN_WINOGRAD : ODN_DIRECT)
    }
  }

  static func convolution(
    _ pass: Pass, _ geometry: Geometry, addend: Layout? = nil, accumulates: Bool = false,
    rectifier: Rectifier? = nil,
    forward: Primitive? = nil, _ slot: Slot
  ) -> Int32 {
    var window = geometry.code
    let finish = odn_finish(
      addend: addend?.handle, accumulates: accumulates ? 1 : 0, relu: rectifier == nil ? 0 : 1,
      ceiling: rectifier.code)
    return odn_convolution(pass.code, &window, finish, forward?.hint, slot)
  }

  enum Pooling { case maximum, meanWithPadding, meanWithoutPadding }

  static func pooling(
    _ pass: Pass, _ kind: Pooling, _ geometry: Geometry, _ layout: Layout, forward: Primitive?, _ slot: Slot
  ) -> Int32 {
    var window = geometry.code
    let kind =
      switch kind {
      case .maximum: ODN_MAXIMUM
      case .meanWithPadding: ODN_MEAN_WITH_PADDING
      case .meanWithoutPadding: ODN_MEAN_WITHOUT_PADDING
      }
    return odn_pooling(pass.code, kind, &window, layout.handle, forward?.hint, slot)
  }

  static func batchNorm(
    _ pass: Pass, _ layout: Layout, epsilon: Float, fixed: Bool, relu: Bool, forward: Primitive?,
    _ slot: Slot
  ) -> Int32 {
    odn_batch_norm(pass.code, layout.handle, epsilon, fixed ? 1 : 0, relu ? 1 : 0, forward?.hint, slot)
  }

  static func rectifier(_ pass: Pass, _ rectifier: Rectifier, _ layout: Layout, _ slot: Slot) -> Int32 {
    odn_relu(pass.code, layout.handle, Optional(rectifier).code, slot)
  }

  static func sum(_ scales: [Float], _ layout: Layout, _ slot: Slot) -> Int32 {
    odn_sum(Int32(scales.count), scales, layout.handle, slot)
  }

  static func concatenation(_ layouts: [Layout], _ slot: Slot) -> Int32 {
    let handles: [OpaquePointer?] = layouts.map(\.handle)
    return odn_concatenation(Int32(handles.count), handles, slot)
  }

  static func reorder(_ from: Layout, _ to: Layout, _ scale: Float, _ adds: Bool, _ slot: Slot) -> Int32 {
    odn_reorder(from.handle, to.handle, scale, adds ? 1 : 0, slot)
  }
}

extension Rectifier? {
  /// The ceiling as COneDNN and CKernels take it: 0 where there is none.
  var code: Float {
    guard let self, self.ceiling.isFinite else { return 0 }
    return self.ceiling
  }
}
