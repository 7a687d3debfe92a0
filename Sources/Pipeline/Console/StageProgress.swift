import Foundation
import Synchronization
import Workbench

/// One stage's progress: a line with the rate and the remaining time, redrawn on a terminal and repeated every ten
/// seconds elsewhere.
package final class StageProgress: Sendable {
  private struct State {
    var unit = ""
    var begun = Date.now
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
    let line = state.withLock { state -> String? in
      let now = Date.now
      if state.unit != unit || done <= 1 {
        state.unit = unit
        state.begun = now
      }
      guard now.timeIntervalSince(state.drawn) >= (console.isTerminal ? 0.2 : 10) else { return nil }
      state.drawn = now
      return Self.line(title, done, total, unit, seconds: now.timeIntervalSince(state.begun), state.measures)
    }
    if let line { console.redraw(line) }
  }

  private static func line(
    _ title: String, _ done: Int, _ total: Int, _ unit: String, seconds: Double,
    _ measures: [(name: String, value: Double)]
  ) -> String {
    var text = "\(title): \(done) of \(total) \(unit)"
    if seconds > 0.5, done > 0 {
      let rate = Double(done) / seconds
      text += String(format: ", %.1f a second, %@ left", rate, Self.duration(Double(total - done) / rate))
    }
    for measure in measures { text += String(format: ", %@ %.4g", measure.name, measure.value) }
    return text
  }

  package static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
