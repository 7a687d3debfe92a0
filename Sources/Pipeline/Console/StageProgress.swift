import Foundation
import Synchronization
import Workbench

/// One stage's progress: a bar with the rate and the remaining time, written again and again in one line of a terminal,
/// and as a plain line every ten seconds elsewhere.
package final class StageProgress: Sendable {
  private struct State {
    var unit = ""
    var begun = Date.now
    /// Units that were finished then, as in training that resumes.
    var first = 0
    var done = 0
    var drawn = Date.distantPast
    var measures: [(name: String, value: Double)] = []
  }

  private let title: String
  private let console: Console
  private let watched: WatchedFolder?
  private let started = Date.now
  private let state = Mutex(State())

  /// - Parameter watched: a folder whose disappearance stops the work.
  package init(_ title: String, console: Console) {
    self.title = title
    self.console = console
    watched = nil
  }

  init(_ title: String, console: Console, watching watched: WatchedFolder) {
    self.title = title
    self.watched = watched
    self.console = console
  }

  /// Seconds since the stage began.
  package var elapsedSeconds: Double { Date.now.timeIntervalSince(started) }

  /// The listener for the work. It returns `.stop` if the process was asked to stop or its folder was deleted.
  package var listener: ProgressListener {
    { event in
      switch event {
      case .advanced(let done, let total, let unit): self.advance(done, of: total, unit: unit)
      case .measured(let name, let value): self.measure(name, value)
      case .warning(let text): self.console.warn(text)
      }
      return Interruption.isRequested || self.watched?.isGone == true ? .stop : .more
    }
  }

  // MARK: -

  private func measure(_ name: String, _ value: Double) {
    state.withLock { state in
      state.measures.removeAll { $0.name == name }
      state.measures.append((name, value))
    }
  }

  private func advance(_ done: Int, of total: Int, unit: String) {
    let line = state.withLock { state -> ProgressLine? in
      let now = Date.now
      if state.unit != unit || done < state.done {
        (state.unit, state.begun, state.first) = (unit, now, done)
      }
      state.done = done
      guard now.timeIntervalSince(state.drawn) >= (console.isTerminal ? 0.2 : 10) else { return nil }
      state.drawn = now
      return ProgressLine(
        title: title, done: done, total: total, unit: unit,
        rate: Self.rate(of: done - state.first, in: now.timeIntervalSince(state.begun)),
        measures: state.measures)
    }
    if let line { console.redraw(line) }
  }

  /// Units a second; nil while there is too little to tell it from.
  static func rate(of count: Int, in seconds: Double) -> Double? {
    seconds > 0.5 && count > 0 ? Double(count) / seconds : nil
  }

  package static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
