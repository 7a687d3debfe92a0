import Synchronization
import Workbench

/// Passes on the progress of several threads, one call at a time, and lets the listener stop the work between items.
final class ProgressGate: Sendable {
  private let progress: ProgressListener?
  private let total: Int
  private let unit: String
  private let state = Mutex<(done: Int, stopped: Bool)>((0, false))

  init(_ progress: ProgressListener?, total: Int, unit: String) {
    self.progress = progress
    self.total = total
    self.unit = unit
  }

  var isStopped: Bool { state.withLock { $0.stopped } }

  /// Counts an item and tells the listener.
  func finishedOne() {
    state.withLock { state in
      state.done += 1
      guard !state.stopped, let progress else { return }
      state.stopped = progress(.advanced(done: state.done, total: total, unit: unit)) == .stop
    }
  }

  /// - Throws: `WorkbenchError` with code `.stopped` if the listener asked to stop.
  func check() throws(WorkbenchError) {
    let (done, stopped) = state.withLock { $0 }
    if stopped { throw WorkbenchError(.stopped, at: "clustering", "was stopped after \(done) \(unit)") }
  }
}
