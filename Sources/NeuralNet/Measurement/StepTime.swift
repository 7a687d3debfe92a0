/// The time of one step of a plan, or of the work around it.
public struct StepTime: Sendable {
  /// The layer and what the step computes.
  public let label: String
  /// What it is.
  public let kind: StepKind
  /// The implementation that oneDNN picked, or "kernel" for a loop of the program's own.
  public let implementation: String
  /// Whether it belongs to a backward pass.
  public let isBackward: Bool
  /// The shape of a convolution; nil for everything else.
  public let convolution: ConvolutionShape?
  /// Seconds of each lap.
  public internal(set) var laps: [Double] = []
  /// Seconds of the same convolution alone in each lap; empty if it was not compared.
  public internal(set) var bareLaps: [Double] = []
  /// Whether the convolution alone has the same layouts and precision.
  public internal(set) var isInBareLayouts = false

  /// The median of the laps.
  public var seconds: Double { laps.isEmpty ? 0 : laps.sorted()[laps.count / 2] }

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
    convolution = step.convolution
    switch step.work {
    case .kernel(_, .convolution(let shape)):
      kind = shape.kind
      implementation = "kernel"
    case .kernel(_, .kind(let own)):
      kind = own
      implementation = "kernel"
    case .primitive(let primitive):
      kind = primitive.kind == .reorder && label.contains(Step.packing) ? .packing : primitive.kind
      implementation = primitive.implementation
    }
  }
}
