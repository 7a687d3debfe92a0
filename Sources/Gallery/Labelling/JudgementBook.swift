import Foundation
import Labels
import Synchronization

/// What people said about clusters: the file of labels, opened when there is one and created by the first judgement.
final class JudgementBook: Sendable {
  /// The name under which this gallery's reader stores judgements.
  let author: String
  private let url: URL
  private let opened = Mutex<LabelStore?>(nil)

  init(_ url: URL, author: String) {
    self.url = url
    self.author = author
  }

  // MARK: - Reading

  /// The judgements of a clustering's clusters that count, by the row of the exemplar.
  ///
  /// - Throws: `LabelsError`.
  func opinions(of clustering: String) throws -> [Int: ClusterOpinions] {
    let entries = try store(creating: false)?.verdicts(of: clustering) ?? []
    return Dictionary(grouping: entries) { entry in
      if case .verdict(let verdict) = entry.content { verdict.exemplar } else { -1 }
    }.mapValues { ClusterOpinions($0, reader: author) }
  }

  /// The judgements of one cluster that count.
  ///
  /// - Throws: `LabelsError`.
  func opinions(of clustering: String, exemplar: Int) throws -> ClusterOpinions {
    ClusterOpinions(
      try store(creating: false)?.verdicts(of: clustering, exemplar: exemplar) ?? [], reader: author)
  }

  /// The newest entries of any kind.
  ///
  /// - Throws: `LabelsError`.
  func newest(_ count: Int) throws -> [(entry: LogEntry, isUndone: Bool)] {
    try store(creating: false)?.newest(count) ?? []
  }

  // MARK: - Writing

  /// Stores a verdict by this gallery's reader.
  ///
  /// - Throws: `LabelsError`.
  func judge(_ verdict: ClusterVerdict) throws {
    try store(creating: true)?.append([.verdict(verdict)], author: author, time: .now)
  }

  /// Undoes the newest verdict of this gallery's reader on a cluster.
  ///
  /// - Returns: whether there was one.
  /// - Throws: `LabelsError`.
  func undoNewest(of clustering: String, exemplar: Int) throws -> Bool {
    guard let store = try store(creating: false),
      let newest = try store.verdicts(of: clustering, exemplar: exemplar).last(where: { $0.author == author })
    else { return false }
    try store.undo(newest.id, author: author, time: .now)
    return true
  }

  /// Undoes any entry.
  ///
  /// - Throws: `LabelsError`, also if there is no such entry or it is undone.
  func undo(_ entry: Int64) throws {
    guard let store = try store(creating: false) else { throw GalleryError.missing("entry \(entry)") }
    try store.undo(entry, author: author, time: .now)
  }

  // MARK: -

  /// The open store; nil if the file does not exist and is not to be created. A file that was removed is forgotten.
  private func store(creating: Bool) throws -> LabelStore? {
    try opened.withLock { opened in
      let exists = FileManager.default.fileExists(atPath: url.path)
      if !exists { opened = nil }
      guard exists || creating else { return nil }
      if let store = opened { return store }
      let store = try LabelStore(at: url, creating: true)
      opened = store
      return store
    }
  }
}
