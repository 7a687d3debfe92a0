import Discovery
import FeatureStore
import Foundation
import Fundus
import Imaging
import Labels
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin labels`: stores and exports people's labels of places and clusters.
public struct LabelsJob {
  /// The result of adding labels, or entries of any kind.
  public struct Result: CommandResult {
    let added: Int
    let known: Int
    let store: URL
    var nouns = (one: "label", many: "labels")

    struct Answer: Encodable {
      let schemaVersion = 1
      let store: String
      let added: Int
      let known: Int
    }

    public func json() throws -> String {
      try CanonicalJSON.text(Answer(store: store.path, added: added, known: known))
    }

    public var text: String {
      Counted.text(added, nouns.one, nouns.many) + " added"
        + (known > 0 ? ", \(Counted.text(known)) \(known == 1 ? "was" : "were") there already" : "")
        + ": \(store.path)"
    }
  }

  private let experiment: Experiment

  /// Labels in the store that `judge.labels` names.
  public init(experiment: Experiment) { self.experiment = experiment }

  private var url: URL { experiment.labels.file(shared: OutputsDirectory(experiment.outputs).labels) }

  // MARK: -

  /// Adds the labels of a table, all or none. Labels that the same author has already given are skipped.
  ///
  /// - Parameters:
  ///   - features: a feature file, needed if the table refers to pictures by name or to regions by row.
  ///   - author: the author of lines without one.
  /// - Throws: `WorkbenchError` `.malformed` with the line; `LabelsError`, `FeatureStoreError`.
  public func add(table url: URL, features: URL?, author: String) throws -> Result {
    let table = try CSVTable(contentsOf: url)
    let lines = try LabelTable.lines(of: table)
    let places = try features.map {
      try Places(
        in: try FeatureFileProbe.checked($0, program: Program.executable),
        tileCells: experiment.geometry.cells)
    }
    let now = LabelStore.text(of: Date())
    let entries = try lines.map { line in
      let (picture, box) = try place(of: line, places, table: table.place)
      let label = Label(kind: line.kind, picture: picture, box: box, term: LabelTerm.short(line.term))
      return LabelStore.NewEntry(.label(label), author: line.author ?? author, time: line.time ?? now)
    }
    return try add(entries)
  }

  /// Accepts a cluster under a name: records the verdict, and a patch label for each of its regions.
  ///
  /// - Throws: `DiscoveryError`, also if there is no such cluster; `LabelsError`, `FeatureStoreError`.
  public func accept(cluster: Int, of clustering: URL, term: String, note: String?, author: String) throws
    -> Result
  {
    let stored = try StoredClustering(at: clustering)
    guard cluster < stored.assignment.clusterCount, cluster >= 0 else {
      throw DiscoveryError(
        .unusable, at: clustering.path,
        "has no cluster \(cluster), only 0 to \(stored.assignment.clusterCount - 1)",
        remedy: "clusters.csv lists them.")
    }
    let places = try Places(in: try stored.checkedFeatures(), tileCells: experiment.geometry.cells)
    try stored.check(isOf: places.mined)
    let now = LabelStore.text(of: Date())
    let labels = stored.assignment.members[cluster].map { row in
      let (picture, box) = places.tile(ofRow: row)
      return LabelStore.NewEntry(
        .label(Label(kind: .patch, picture: picture, box: box, term: LabelTerm.short(term))), author: author,
        time: now)
    }
    let verdict = ClusterVerdict(
      clustering: stored.record.id, exemplar: stored.assignment.exemplars[cluster], decision: .accepted,
      name: term, note: note)
    return try add(labels, verdict: LabelStore.NewEntry(.verdict(verdict), author: author, time: now))
  }

  /// Adds every entry of another store that is not there already, all or none; see `LabelStore.merge`.
  ///
  /// - Throws: `LabelsError`; `WorkbenchError` if the folder of this store cannot be written.
  public func merge(_ other: URL) throws -> Result {
    let other = try LabelStore(reading: other)
    let merge = try own().merge(other)
    return Result(
      added: merge.addedCount, known: merge.knownCount, store: url, nouns: ("entry", "entries"))
  }

  /// Undoes an entry, so that it no longer counts.
  ///
  /// - Throws: `LabelsError`.
  public func undo(_ entry: Int, author: String) throws {
    _ = try LabelStore(at: url).undo(Int64(entry), author: author, time: Date())
  }

  /// The labels that count, or the whole log, as a table.
  ///
  /// - Throws: `LabelsError`.
  public func table(isLog: Bool) throws -> String {
    let store = try LabelStore(at: url)
    return isLog ? LabelTable.csv(log: try store.log()) : LabelTable.csv(try store.validEntries())
  }

  // MARK: -

  /// The store to add to, which is created if it does not exist.
  private func own() throws -> LabelStore {
    try WritableFolder.check(url.deletingLastPathComponent(), remedy: "Name another file as judge.labels.")
    return try LabelStore(at: url, creating: true)
  }

  private func add(_ entries: [LabelStore.NewEntry], verdict: LabelStore.NewEntry? = nil) throws -> Result {
    let store = try own()
    struct Said: Hashable {
      let label: Label
      let author: String
    }
    var said = Set(
      try store.validEntries().compactMap { entry in entry.label.map { Said(label: $0, author: entry.author) }
      })
    let fresh = entries.filter { entry in
      guard case .label(let label) = entry.content else { return true }
      return said.insert(Said(label: label, author: entry.author)).inserted
    }
    try store.append((verdict.map { [$0] } ?? []) + fresh)
    return Result(added: fresh.count, known: entries.count - fresh.count, store: url)
  }

  private func place(
    of line: LabelTable.Line, _ places: Places?, table: String
  ) throws -> (picture: String, box: Box) {
    func fault(_ reason: String, _ remedy: String? = nil) -> WorkbenchError {
      WorkbenchError(.malformed, at: table, line: line.line, reason, remedy: remedy)
    }
    func check(_ box: Box, on name: String, _ image: FeatureImage?) throws {
      let size = image.map { Extent(width: Int($0.width), height: Int($0.height)) }
      if let misplaced = BoxFault(box, on: name, size: size, isPatch: line.kind == .patch) {
        throw fault(misplaced.reason, misplaced.remedy)
      }
    }
    func needed() throws -> Places {
      guard let places else {
        throw fault(
          "refers to a picture or region of a feature file", "Name the file as --features FEATURES.h5.")
      }
      return places
    }
    switch line.place {
    case .picture(let sha256, let box):
      let image = places?.byHash[sha256]
      try check(box, on: image?.id ?? "the picture", image)
      return (sha256, box)
    case .image(let name, let box):
      let places = try needed()
      guard let id = PictureName.id(of: name, isKnown: { places.byName[$0] != nil }),
        let image = places.byName[id]
      else {
        throw fault(
          "names the picture \(name), which \(places.mined.url.path) lacks",
          "Correct the name, or name the picture's own feature file as --features.")
      }
      try check(box, on: id, image)
      return (image.sha256, box)
    case .region(let row):
      let places = try needed()
      guard row < places.mined.rowCount else {
        throw fault("names row \(row), but \(places.mined.url.path) has \(places.mined.rowCount) rows")
      }
      return places.tile(ofRow: row)
    }
  }

  /// The pictures and places of a feature file.
  private struct Places {
    let mined: MinedRegions
    let byName: [String: FeatureImage]
    let byHash: [String: FeatureImage]

    init(in features: FeatureReader, tileCells: Double) throws {
      mined = try MinedRegions(features, tileCells: tileCells)
      guard mined.hasPictures else {
        throw DiscoveryError(
          .unusable, at: features.url.path, "does not say which pictures its rows come from",
          remedy: "Use a file that zoomin mine wrote, or name pictures by their SHA-256.")
      }
      byName = Dictionary(mined.images.map { ($0.id, $0) }) { first, _ in first }
      byHash = Dictionary(mined.images.map { ($0.sha256, $0) }) { first, _ in first }
    }

    func tile(ofRow row: Int) -> (picture: String, box: Box) {
      (mined.image(ofRow: row).sha256, mined.tile(ofRow: row))
    }
  }
}
