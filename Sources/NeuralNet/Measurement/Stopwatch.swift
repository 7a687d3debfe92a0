import Dispatch

/// Notes how long each step of passes takes that are repeated; give it to the plans that take part.
///
/// A *lap* is one repetition of the same work. Within it a mark says that everything since the mark before, or
/// since `begin`, was one step. Steps of a lap are told apart by their order, which must be the same in every lap.
public final class Stopwatch {
  /// Every step in order.
  public private(set) var steps: [StepTime] = []

  private let bare: BareConvolutions?
  private var place = 0
  private var start: UInt64 = 0

  /// A stopwatch that has measured nothing.
  ///
  /// - Parameter bare: measures every convolution beside the same one alone. Laps take three times as long, and only
  ///   the two times of a convolution are to be compared.
  public init(beside bare: BareConvolutions? = nil) { self.bare = bare }

  /// Starts a lap: the next mark belongs to the first step again.
  public func startLap() {
    place = 0
    begin()
  }

  /// Leaves out what was done since the last mark.
  public func begin() { start = DispatchTime.now().uptimeNanoseconds }

  /// Says that what was done since `begin` or the last mark is a step.
  public func mark(_ label: String, _ kind: StepKind) {
    mark { StepTime(label: label, kind: kind) }
  }

  /// Runs a step of a plan as one of the lap.
  ///
  /// A convolution runs between two runs of the bare one, of which the second is timed: either finds its memories as
  /// they were before one run of the other.
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
