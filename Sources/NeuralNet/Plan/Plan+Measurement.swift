extension Plan {
  /// Times every step by itself in some repetitions of a forward and a backward pass.
  ///
  /// Parameter gradients are added to, running statistics stay as they are. Follows a forward pass. A `stopwatch`
  /// measures whole passes instead.
  ///
  /// - Throws: `NeuralNetError` of oneDNN.
  public func measureSteps(repetitions: Int) throws(NeuralNetError) -> [StepTime] {
    try Lanes.apply(options.lanes)
    let clock = ContinuousClock()
    let steps = forwardSteps + backwardSteps
    var times = steps.enumerated().map { index, step in
      StepTime(step, isBackward: index >= forwardSteps.count)
    }
    for _ in 0..<max(1, repetitions) {
      for (index, step) in steps.enumerated() {
        let start = clock.now
        try step.run()
        times[index].laps.append((clock.now - start) / .seconds(1))
      }
    }
    return times
  }

  /// Runs steps one after the other, with a mark after each where somebody measures.
  func run(_ steps: [Step], isBackward: Bool) throws(NeuralNetError) {
    guard let stopwatch else {
      for step in steps { try step.run() }
      return
    }
    for step in steps { try stopwatch.run(step, isBackward: isBackward) }
  }
}
