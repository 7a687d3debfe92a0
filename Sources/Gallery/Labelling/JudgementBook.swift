import Discovery
import Foundation
import Labels
import Synchronization

/// What people said about clusters: the file of labels, opened when there is one and created by the first judgement.
final class JudgementBook: Sendable {
  /// The name under which this gallery's reader stores judgements.
  let author: String
  private let url: URL
  private let matching: LabelMatching
  private let state = Mutex<Opened?>(nil)

  private struct Opened {
    let store: LabelStore
    let labels: LabelCache
  }

  init(_ url: URL, matching: LabelMatching, author: String) {
    self.url = url
    self.matching = matching
    self.author = author
  }

  // MARK: - Reading

  /// The judgements of a clustering's clusters that count, by the row of the exemplar.
  ///
  /// - Throws: `LabelsError`.
  func opinions(of clustering: String, _ viewing: Viewing) throws -> [Int: ClusterOpinions] {
    let entries = try store(creating: false)?.verdicts(of: clustering) ?? []
    return Dictionary(grouping: entries) { entry in
      if case .verdict(let verdict) = entry.content { verdict.exemplar } else { -1 }
    }.mapValues { ClusterOpinions($0, viewing) }
  }

  /// The judgements of one cluster that count.
  ///
  /// - Throws: `LabelsError`.
  func opinions(of clustering: String, exemplar: Int, _ viewing: Viewing) throws -> ClusterOpinions {
    ClusterOpinions(
      try store(creating: false)?.verdicts(of: clustering, exemplar: exemplar) ?? [], viewing)
  }

  /// The patch labels that apply to rows, by row. Lesion boxes are not among them.
  ///
  /// - Throws: `LabelsError`.
  func patchLabels(of rows: [Int], _ mined: MinedRegions, _ viewing: Viewing) throws -> [Int: [PatchLabel]] {
    guard mined.hasPictures, let cache = try opened(creating: false)?.labels else { return [:] }
    let byPicture = try cache.labels(on: Set(rows.map { mined.image(ofRow: $0).sha256 }))
    var found: [Int: [PatchLabel]] = [:]
    for row in rows {
      let tile = mined.tile(ofRow: row)
      for entry in byPicture[mined.image(ofRow: row).sha256] ?? [] {
        guard let label = entry.label, matching.applies(label, to: tile),
          viewing.shows(entry.author)
        else { continue }
        found[row, default: []].append(
          PatchLabel(entry: entry.id, term: label.term, author: entry.author, time: entry.time))
      }
    }
    return found
  }

  /// The boxes that people drew on pictures, ascending, by the picture's place in the feature file.
  ///
  /// - Throws: `LabelsError`.
  func drawn(on images: [Int], _ mined: MinedRegions, _ viewing: Viewing) throws -> [Int: [DrawnLesion]] {
    guard let cache = try opened(creating: false)?.labels else { return [:] }
    let byPicture = try cache.labels(on: Set(images.map { mined.images[$0].sha256 }))
    return Dictionary(
      uniqueKeysWithValues: images.map { image in
        let entries = byPicture[mined.images[image].sha256] ?? []
        return (
          image,
          entries.compactMap { entry in
            guard let label = entry.label, label.kind == .lesion, viewing.shows(entry.author) else {
              return nil
            }
            return DrawnLesion(
              entry: entry.id, term: label.term, box: label.box, author: entry.author, time: entry.time)
          }
        )
      })
  }

  /// The drawn boxes on the pictures of a feature file, as a lesion table.
  ///
  /// - Throws: `LabelsError`.
  func lesionTable(_ mined: MinedRegions, _ viewing: Viewing) throws -> String {
    DrawnLesionTable.csv(try labels(on: mined, viewing), on: mined.images)
  }

  /// The labels on the pictures of a feature file, as COCO detection JSON.
  ///
  /// - Throws: `LabelsError`.
  func coco(_ mined: MinedRegions, _ viewing: Viewing) throws -> String {
    try COCOFile(try labels(on: mined, viewing), images: mined.images).text()
  }

  private func labels(on mined: MinedRegions, _ viewing: Viewing) throws -> [LogEntry] {
    (try store(creating: false)?.labels(on: Set(mined.images.map(\.sha256))) ?? [])
      .filter { viewing.shows($0.author) }
  }

  /// How far two readers agree.
  ///
  /// - Throws: `LabelsError`; `GalleryError` in blind reading.
  func agreement(of one: String?, and other: String?, _ viewing: Viewing) throws -> AgreementPage {
    guard !viewing.isBlind else {
      throw GalleryError(.forbidden, "Blind reading hides what others said. End it to compare readers.")
    }
    return AgreementPage(
      try store(creating: false)?.validEntries() ?? [], one: one, other: other, matching: matching, viewing)
  }

  /// Every label that counts, as a table.
  ///
  /// - Throws: `LabelsError`.
  func table(_ viewing: Viewing) throws -> String {
    LabelTable.csv(
      (try store(creating: false)?.validEntries() ?? []).filter { viewing.shows($0.author) })
  }

  /// The newest entries of any kind.
  ///
  /// - Throws: `LabelsError`.
  func newest(_ count: Int) throws -> [(entry: LogEntry, isUndone: Bool)] {
    try store(creating: false)?.newest(count) ?? []
  }

  // MARK: - Writing

  /// Stores verdicts by this gallery's reader, all or none.
  ///
  /// - Throws: `LabelsError`.
  func judge(_ verdicts: [ClusterVerdict]) throws {
    try store(creating: true)?.append(
      verdicts.map { LogEntry.Content.verdict($0) }, author: author, time: .now)
  }

  /// Labels patches. A patch that this gallery's reader has called the same is left alone.
  ///
  /// - Throws: `LabelsError`.
  func label(_ rows: [Int], _ term: String, _ mined: MinedRegions) throws {
    let known = try patchLabels(of: rows, mined, Viewing(reader: author, isBlind: true))
    let fresh = rows.filter { row in
      !(known[row] ?? []).contains { $0.author == author && $0.term == term }
    }
    let labels = fresh.map { row in
      LogEntry.Content.label(
        Label(kind: .patch, picture: mined.image(ofRow: row).sha256, box: mined.tile(ofRow: row), term: term))
    }
    if !labels.isEmpty { try store(creating: true)?.append(labels, author: author, time: .now) }
  }

  /// Stores a box that this gallery's reader drew.
  ///
  /// - Throws: `LabelsError`.
  func draw(_ box: Label) throws {
    try store(creating: true)?.append([.label(box)], author: author, time: .now)
  }

  /// Undoes the newest verdict of this gallery's reader on a cluster.
  ///
  /// - Returns: whether there was one.
  /// - Throws: `LabelsError`.
  func undoNewest(of clustering: String, exemplar: Int) throws -> Bool {
    guard let store = try store(creating: false),
      let newest = try store.verdicts(of: clustering, exemplar: exemplar).last(where: { entry in
        guard case .verdict(let verdict) = entry.content else { return false }
        return entry.author == author && verdict.member == nil
      })
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

  private func store(creating: Bool) throws -> LabelStore? { try opened(creating: creating)?.store }

  /// The open store; nil if the file does not exist and is not to be created. A file that was removed is forgotten.
  private func opened(creating: Bool) throws -> Opened? {
    try state.withLock { state in
      let exists = FileManager.default.fileExists(atPath: url.path)
      if !exists { state = nil }
      guard exists || creating else { return nil }
      if let opened = state { return opened }
      let store = try LabelStore(at: url, creating: true)
      let opened = Opened(store: store, labels: LabelCache(store))
      state = opened
      return opened
    }
  }
}
