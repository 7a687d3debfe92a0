import Dispatch

/// Records how long each step of repeated passes takes. Assign it to the plans to be measured.
///
/// A *lap* is one repetition of the same work. Within a lap, a mark ends a step that began at the previous mark or at
/// `begin`. Steps are identified by their order, which must be the same in every lap.
public final class Stopwatch {
  /// Every step in order.
  public private(set) var steps: [StepTime] = []

  private let bare: BareConvolutions?
  private var place = 0
  private var start: UInt64 = 0

  /// A stopwatch that has measured nothing.
  ///
  /// - Parameter bare: if given, also measures each convolution alone. Laps then take three times as long, and only the
  ///   two times of a convolution can be compared.
  public init(beside bare: BareConvolutions? = nil) { self.bare = bare }

  /// Starts a lap: the next mark belongs to the first step again.
  public func startLap() {
    place = 0
    begin()
  }

  /// Starts a step now, so that the time since the last mark is not counted.
  public func begin() { start = DispatchTime.now().uptimeNanoseconds }

  /// Ends a step that began at `begin` or at the last mark.
  public func mark(_ label: String, _ kind: StepKind) {
    mark { StepTime(label: label, kind: kind) }
  }

  /// Runs a step of a plan and records it in the lap.
  ///
  /// A convolution runs between two runs of the bare one, of which the second is timed. So before each timed run the
  /// other convolution ran once, and both find the caches in a similar state.
  func run(_ step: Step, isBackward: Bool) throws(NeuralNetError) {
    guard let bare, let shape = step.convolution else {
      try step.run()
      return mark { StepTime(step, isBackward: isBackward) }
    }
    try bare.run(shape)
    begin()
    try step.run()
    mark { StepTime(step, isBackward: isBackward) }
    let isFirst = steps[place - 1].bareLaps.isEmpty
    steps[place - 1].bareLaps.append(try bare.run(shape))
    if isFirst { steps[place - 1].isInBareLayouts = try bare.isLaidOut(like: step, shape) }
    begin()
  }

  // MARK: -

  private func mark(_ describe: () -> StepTime) {
    let now = DispatchTime.now().uptimeNanoseconds
    if place == steps.count { steps.append(describe()) }
    steps[place].laps.append(Double(now - start) * 1e-9)
    place += 1
    start = DispatchTime.now().uptimeNanoseconds
  }
}
