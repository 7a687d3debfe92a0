/// How long one step of a plan took.
public struct StepTime: Sendable {
  /// The layer, with what is done there.
  public let label: String
  /// The implementation that oneDNN picked, or "kernel" for a loop of the program's own.
  public let implementation: String
  /// Whether it belongs to the backward pass.
  public let isBackward: Bool
  /// The shortest of the repetitions.
  public let seconds: Double
}

extension Plan {
  /// Times every step by itself, keeping the shortest of some repetitions of a forward and a backward pass.
  ///
  /// Parameter gradients are added to, running statistics stay as they are. Follows a forward pass.
  ///
  /// - Throws: `NeuralNetError` of oneDNN.
  public func measureSteps(repetitions: Int) throws(NeuralNetError) -> [StepTime] {
    try Lanes.apply(options.lanes)
    let clock = ContinuousClock()
    var shortest = Array(repeating: Double.infinity, count: forwardSteps.count + backwardSteps.count)
    for _ in 0..<max(1, repetitions) {
      for (index, step) in (forwardSteps + backwardSteps).enumerated() {
        let start = clock.now
        try step.run()
        shortest[index] = min(shortest[index], (clock.now - start) / .seconds(1))
      }
    }
    return zip(forwardSteps + backwardSteps, shortest).enumerated().map { index, pair in
      var implementation = "kernel"
      if case .primitive(let primitive) = pair.0.work { implementation = primitive.implementation }
      return StepTime(
        label: pair.0.label, implementation: implementation, isBackward: index >= forwardSteps.count,
        seconds: pair.1)
    }
  }
}
