import Foundation
import Pipeline
import Runs
import Workbench

/// What differs between two runs; what is equal is left out.
struct RunDifferences: Encodable {
  /// A fact about the program, the machine or the data.
  struct Fact: Encodable {
    let name: String
    let first: String
    let second: String
  }

  /// A figure that both runs or one of them has.
  struct Figure: Encodable {
    let split: String
    let measure: KeyMeasure
    let first: Double?
    let second: Double?
    /// The second minus the first.
    let difference: Double?
  }

  /// The clusters of some rows.
  struct Clusters: Encodable {
    let rows: String
    let measure: String
    let first: Int?
    let second: Int?
  }

  let schemaVersion = 1
  let first: String
  let second: String
  let settings: [RunSettings.Difference]
  /// nil if the pictures differ, but a run of an earlier version does not say which pictures it read.
  let pictures: PictureDifferences?
  /// The runs without a table of pictures.
  let withoutPictures: [String]
  let program: [Fact]
  let figures: [Figure]
  let clusters: [Clusters]

  /// Reads the records of two runs.
  ///
  /// - Throws: `RunsError`, `DiscoveryError` and others for records that cannot be read.
  init(_ one: RunDirectory, _ other: RunDirectory) throws {
    let runs = [one, other]
    (first, second) = (RunFinder.name(one), RunFinder.name(other))
    let settings = try runs.map { run in
      guard let settings = try RunSettings(of: run) else {
        throw RunsError(
          .missing, at: run.experiment.path, remedy: "The run has not started yet; compare it when it has.")
      }
      return settings
    }
    self.settings = RunSettings.differences(settings)
    (pictures, withoutPictures) = try Self.pictures(runs)
    program = Self.facts(try runs.map { try Provenance.readIfPresent(from: $0) })
    let found = try runs.map { try RunFigures.current(of: $0) }
    figures = Self.figures(found)
    clusters = Self.clusters(found)
  }

  // MARK: -

  private static func pictures(_ runs: [RunDirectory]) throws -> (PictureDifferences?, without: [String]) {
    let hashes = try runs.map { try PictureCounts(of: $0)?.content }
    if let hash = hashes[0], hash == hashes[1] {
      return (PictureDifferences(from: PictureTable([]), to: PictureTable([])), [])
    }
    let tables = try runs.map { try PictureTable.readIfPresent(from: $0) }
    guard let before = tables[0], let after = tables[1] else {
      return (nil, zip(runs, tables).filter { $0.1 == nil }.map { RunFinder.name($0.0) })
    }
    return (PictureDifferences(from: before, to: after), [])
  }

  private static func facts(_ records: [Provenance?]) -> [Fact] {
    var facts: [Fact] = []
    func compare(_ name: String, _ value: (Provenance) -> String?) {
      let values = records.map { $0.flatMap(value) ?? "" }
      if values[0] != values[1] { facts.append(Fact(name: name, first: values[0], second: values[1])) }
    }
    compare("version of zoomin", \.programVersion)
    compare("host", \.host)
    compare("system", \.system)
    compare("cores") { "\($0.coreCount)" }
    compare("memory") { "\($0.memoryBytes >> 20) MiB" }
    compare("threads") { "\($0.threadCount)" }
    compare("lanes") { "\($0.laneCount)" }
    compare("precision", \.precision)
    for name in Set(records.flatMap { $0?.libraries.keys.map(\.self) ?? [] }).sorted() {
      compare(name) { $0.libraries[name] }
    }
    for name in Set(records.flatMap { $0?.environmentPins.keys.map(\.self) ?? [] }).sorted() {
      compare(name) { $0.environmentPins[name] }
    }
    return facts
  }

  private static func figures(_ found: [RunFigures]) -> [Figure] {
    Set(found.flatMap(\.splits.keys)).sorted().flatMap { split in
      KeyMeasure.allCases.compactMap { measure -> Figure? in
        let values = found.map { $0.splits[split].flatMap { measure.estimate(in: $0)?.value } }
        guard values[0] != values[1] else { return nil }
        let difference = values[0].flatMap { one in values[1].map { $0 - one } }
        return Figure(
          split: split, measure: measure, first: values[0], second: values[1], difference: difference)
      }
    }
  }

  private static func clusters(_ found: [RunFigures]) -> [Clusters] {
    let kinds = found.flatMap(\.clusterings).map(\.rows).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return kinds.flatMap { rows in
      let pair = found.map { figures in figures.clusterings.first { $0.rows == rows } }
      let measures: [(String, (RunFigures.Clustering) -> Int?)] = [
        ("clustered rows", { $0.rowCount }), ("clusters", { $0.clusterCount }),
        ("candidates", { $0.candidateCount }),
      ]
      return measures.compactMap { name, count -> Clusters? in
        let counts = pair.map { $0.flatMap(count) }
        return counts[0] == counts[1]
          ? nil : Clusters(rows: rows, measure: name, first: counts[0], second: counts[1])
      }
    }
  }
}
