import Labels
import Synchronization

/// The labels of pictures that pages have shown, kept up to date by the entries that were added since.
final class LabelCache: Sendable {
  private let store: LabelStore
  private let state = Mutex(State())

  private struct State {
    var newestID: Int64 = 0
    var byPicture: [String: [LogEntry]] = [:]
  }

  init(_ store: LabelStore) { self.store = store }

  /// The labels on some pictures that count, ascending, by picture.
  ///
  /// - Throws: `LabelsError`.
  func labels(on pictures: Set<String>) throws -> [String: [LogEntry]] {
    try state.withLock { state in
      try follow(&state)
      let missing = pictures.filter { state.byPicture[$0] == nil }
      if !missing.isEmpty {
        let found = Dictionary(grouping: try store.labels(on: missing)) { $0.label?.picture ?? "" }
        for picture in missing { state.byPicture[picture] = found[picture] ?? [] }
      }
      return state.byPicture.filter { pictures.contains($0.key) }
    }
  }

  /// Takes in what this process and others wrote since the last time. A picture with an undone label is read again.
  private func follow(_ state: inout State) throws {
    let newestID = try store.newestID()
    guard newestID > state.newestID else { return }
    if !state.byPicture.isEmpty {
      for entry in try store.entries(after: state.newestID) {
        switch entry.content {
        case .label(let label): state.byPicture[label.picture]?.append(entry)
        case .undo(let target):
          if let picture = try store.subject(ofUndo: target)?.label?.picture {
            state.byPicture[picture] = nil
          }
        case .verdict: break
        }
      }
    }
    state.newestID = newestID
  }
}
