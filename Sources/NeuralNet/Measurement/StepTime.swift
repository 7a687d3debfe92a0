/// How long one step of a plan took, or of the work around it.
public struct StepTime: Sendable {
  /// The layer, with what is done there.
  public let label: String
  /// What it is.
  public let kind: StepKind
  /// The implementation that oneDNN picked, or "kernel" for a loop of the program's own.
  public let implementation: String
  /// Whether it belongs to a backward pass.
  public let isBackward: Bool
  /// The shape of a convolution; nil for everything else.
  public let convolution: ConvolutionShape?
  /// The time of one run.
  public internal(set) var seconds = 0.0

  init(label: String, kind: StepKind) {
    self.label = label
    self.kind = kind
    implementation = "kernel"
    isBackward = false
    convolution = nil
  }

  init(_ step: Step, isBackward: Bool) {
    label = step.label
    self.isBackward = isBackward
    switch step.work {
    case .kernel(_, let shape):
      kind = shape?.kind ?? .other
      implementation = "kernel"
      convolution = shape
    case .primitive(let primitive):
      kind = primitive.kind == .reorder && label.contains(Step.packing) ? .packing : primitive.kind
      implementation = primitive.implementation
      convolution = primitive.convolution
    }
  }
}
