extension Plan {
  /// Times each step in several repetitions of a forward and a backward pass.
  ///
  /// Adds to the parameters' gradients and leaves running statistics as they are. Call it after a forward pass. To
  /// measure whole passes, use `stopwatch`.
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

  /// Runs steps one after the other; the stopwatch, if set, records each.
  func run(_ steps: [Step], isBackward: Bool) throws(NeuralNetError) {
    guard let stopwatch else {
      for step in steps { try step.run() }
      return
    }
    for step in steps { try stopwatch.run(step, isBackward: isBackward) }
  }
}
