import Discovery
import FeatureStore
import Foundation
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

  let experiment: Experiment
  /// Opens a feature file.
  let open: (URL) throws -> FeatureReader

  /// Labels in the store that `judge.labels` names.
  public init(experiment: Experiment) {
    self.init(experiment: experiment) { try FeatureFileProbe.checked($0, program: Program.executable) }
  }

  init(experiment: Experiment, open: @escaping (URL) throws -> FeatureReader) {
    self.experiment = experiment
    self.open = open
  }

  /// The store that `judge.labels` names.
  var url: URL { experiment.labels.file(shared: OutputsDirectory(experiment.outputs).labels) }

  // MARK: -

  /// Accepts a cluster under a name: records the verdict, and a patch label for each of its regions
  /// that was not moved out of it.
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
    let places = try LabelPlaces(in: try stored.checkedFeatures(), tileCells: experiment.geometry.cells)
    try stored.check(isOf: places.mined)
    let now = LabelStore.text(of: Date())
    let exemplar = stored.assignment.exemplars[cluster]
    let store = try own()
    let out = MovedOut(try store.verdicts(of: stored.record.id, exemplar: exemplar), reader: author).rows
    let labels = stored.assignment.members[cluster].filter { !out.contains($0) }.map { row in
      let (picture, box) = places.tile(ofRow: row)
      return LabelStore.NewEntry(
        .label(Label(kind: .patch, picture: picture, box: box, term: LabelTerm.short(term))), author: author,
        time: now)
    }
    let verdict = ClusterVerdict(
      clustering: stored.record.id, exemplar: exemplar, decision: .accepted, name: term, note: note)
    return try add(
      labels, verdict: LabelStore.NewEntry(.verdict(verdict), author: author, time: now), to: store)
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

  // MARK: -

  /// The store to add to, which is created if it does not exist.
  func own() throws -> LabelStore {
    try WritableFolder.check(url.deletingLastPathComponent(), remedy: "Name another file as judge.labels.")
    return try LabelStore(at: url, creating: true)
  }

  /// Adds entries, all or none, without the labels that their authors have already given.
  func add(
    _ entries: [LabelStore.NewEntry], verdict: LabelStore.NewEntry? = nil, to store: LabelStore
  ) throws -> Result {
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
}
