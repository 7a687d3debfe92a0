import Labels

/// The newest entries of the log, each with a way to undo it.
struct LogPage: Page {
  /// An entry.
  struct Row {
    let id: Int64
    let text: String
    let author: String
    let time: String
    let isUndone: Bool
  }

  static let template = "log"
  let frame: Frame
  let entries: [Row]

  /// Entries on the page, at most.
  static let entryCount = 200

  init(_ newest: [(entry: LogEntry, isUndone: Bool)], _ viewing: Viewing) {
    frame = Frame("Log", viewing)
    let shown = viewing.isBlind ? newest.filter { $0.entry.author == viewing.reader } : newest
    entries = shown.map { entry, isUndone in
      Row(
        id: entry.id, text: Self.text(entry.content), author: entry.author, time: entry.time,
        isUndone: isUndone)
    }
  }

  private static func text(_ content: LogEntry.Content) -> String {
    switch content {
    case .undo(let target): return "undoes entry \(target)"
    case .label(let label):
      return
        "\(label.kind == .patch ? "patch" : "lesion") \(label.term) on picture \(label.picture.prefix(12))"
    case .verdict(let verdict):
      if let member = verdict.member {
        let moved = verdict.decision == .rejected ? "moved out" : "belongs to it"
        return
          "clustering \(verdict.clustering), exemplar \(verdict.exemplar): patch \(member) \(moved)"
      }
      let said = [
        verdict.decision?.rawValue, verdict.name.map { $0.isEmpty ? "name removed" : "named \($0)" },
        verdict.note.map { $0.isEmpty ? "note removed" : "note: \($0)" },
      ].compactMap { $0 }.joined(separator: ", ")
      return "clustering \(verdict.clustering), exemplar \(verdict.exemplar): \(said)"
    }
  }
}
