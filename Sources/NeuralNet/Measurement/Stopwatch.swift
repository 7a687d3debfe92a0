import Dispatch

/// Notes how long each step of passes takes that are repeated; give it to the plans that take part.
///
/// A *lap* is one repetition of the same work. Within it a mark says that everything since the mark before, or
/// since `begin`, was one step. Steps of a lap are told apart by their order, which must be the same in every lap.
public final class Stopwatch {
  private struct Entry {
    let time: StepTime
    var seconds: [Double] = []
  }

  private var entries: [Entry] = []
  private var place = 0
  private var start: UInt64 = 0

  /// A stopwatch that has measured nothing.
  public init() {}

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

  /// Every step in order, with the median of its laps.
  public var steps: [StepTime] {
    entries.map { entry in
      var time = entry.time
      let sorted = entry.seconds.sorted()
      time.seconds = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
      return time
    }
  }

  func mark(_ step: Step, isBackward: Bool) {
    mark { StepTime(step, isBackward: isBackward) }
  }

  // MARK: -

  private func mark(_ describe: () -> StepTime) {
    let now = DispatchTime.now().uptimeNanoseconds
    if place == entries.count { entries.append(Entry(time: describe())) }
    entries[place].seconds.append(Double(now - start) * 1e-9)
    place += 1
    start = DispatchTime.now().uptimeNanoseconds
  }
}
