import Clustering
import FeatureStore
import Foundation
import Synchronization
import Testing
import TestSupport
import Workbench

@testable import Discovery

@Suite struct AssignmentRunTests {
  @Test func aSecondCohortGoesToTheClustersOfTheFirst() throws {
    // The same kinds of blob, on other patients.
    let (first, second) = (try SampleData(), try SampleData(patients: 5, seed: 9))
    let clusters = try ClusteringRun().perform(
      try first.reader, into: first.folder.appendingPathComponent("c"))
    let folder = second.folder.appendingPathComponent("assigned")
    let assigned = try AssignmentRun().perform(
      try second.reader, to: clusters, of: try first.reader, into: folder)
    #expect(assigned.record.reference == clusters.record.id)
    #expect(assigned.record.features == (try second.mined).contentHash)
    let table = try CSVTable(contentsOf: folder.appendingPathComponent("reference.csv"))
    #expect(table.columns == ["cluster", "reference_cluster", "reference_exemplar", "size"])
    for row in table.rows {
      let numbers = row.cells.compactMap { Int($0) }
      #expect(clusters.assignment.exemplars[numbers[1]] == numbers[2])
      #expect(assigned.assignment.members[numbers[0]].count == numbers[3])
      // The kind of the first cohort's exemplar is that of every row that came to it.
      for member in assigned.assignment.members[numbers[0]] {
        #expect(second.kindOfRow[member] == first.kindOfRow[numbers[2]])
      }
    }
    // It is a clustering like any other, and is not made twice.
    #expect(try StoredClustering(at: folder).assignment == assigned.assignment)
    let again = try AssignmentRun().perform(
      try second.reader, to: clusters, of: try first.reader, into: folder)
    #expect(again.record == assigned.record)
  }

  @Test func otherFeaturesThanTheClusteringsOwnAreRefused() throws {
    let (first, second) = (try SampleData(), try SampleData(patients: 5, seed: 9))
    let clusters = try ClusteringRun().perform(
      try first.reader, into: first.folder.appendingPathComponent("c"))
    let folder = second.folder.appendingPathComponent("assigned")
    let error = #expect(throws: DiscoveryError.self) {
      try AssignmentRun().perform(try second.reader, to: clusters, of: try second.reader, into: folder)
    }
    #expect(error?.code == .malformed)
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    // Rows of another width.
    let url = SourceTree.test("FeatureStoreTests/Golden/clam.h5")
    let narrow = #expect(throws: DiscoveryError.self) {
      try AssignmentRun().perform(try FeatureReader(url), to: clusters, of: try first.reader, into: folder)
    }
    #expect(narrow?.code == .unusable)
  }

  @Test(arguments: [true, false])
  func `where lesions are known, the width of a tile is part of the id, because it decides types`(
    lesions: Bool
  )
    throws
  {
    let first = try SampleData()
    let clusters = try ClusteringRun().perform(
      try first.reader, into: first.folder.appendingPathComponent("c"))
    let second = try SampleData(patients: 5, seed: 9, lesions: lesions)
    let ids = try [2.0, 3.0].map { cells in
      try AssignmentRun(tileCells: cells).perform(
        try second.reader, to: clusters, of: try first.reader,
        into: second.folder.appendingPathComponent("\(cells)")
      ).record.id
    }
    #expect((ids[0] != ids[1]) == lesions)
  }

  private final class Warnings: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    var listener: ProgressListener {
      { event in
        if case .warning(let text) = event { self.texts.withLock { $0.append(text) } }
        return .more
      }
    }
  }

  @Test func `features of another checkpoint are refused unless a key allows them, and the record tells`()
    throws
  {
    let first = try SampleData(checkpoint: String(repeating: "a", count: 64))
    let clusters = try ClusteringRun().perform(
      try first.reader, into: first.folder.appendingPathComponent("c"))
    for second in [
      try SampleData(patients: 5, seed: 9, checkpoint: String(repeating: "b", count: 64)),
      try SampleData(patients: 5, seed: 9, checkpoint: String(repeating: "a", count: 64), viewPixels: 200),
    ] {
      let folder = second.folder.appendingPathComponent("assigned")
      let error = #expect(throws: DiscoveryError.self) {
        try AssignmentRun().perform(try second.reader, to: clusters, of: try first.reader, into: folder)
      }
      #expect(error?.code == .unusable)
      #expect(error?.remedy?.contains("cluster.assign_across_checkpoints=true") == true)
      #expect(!FileManager.default.fileExists(atPath: folder.path))
      let warnings = Warnings()
      let allowed = try AssignmentRun(AssignmentSettings(acrossCheckpoints: true)).perform(
        try second.reader, to: clusters, of: try first.reader, into: folder, progress: warnings.listener)
      #expect(allowed.record.checkpoints == .different)
      #expect(warnings.all == ["\(second.features.path) \(error?.reason ?? "")."])
    }
    let same = try SampleData(patients: 5, seed: 9, checkpoint: String(repeating: "a", count: 64))
    let warnings = Warnings()
    let stored = try AssignmentRun().perform(
      try same.reader, to: clusters, of: try first.reader,
      into: same.folder.appendingPathComponent("assigned"),
      progress: warnings.listener)
    #expect(stored.record.checkpoints == .same && warnings.all.isEmpty)
    #expect(clusters.record.checkpoints == nil)
  }

  @Test func `where a file does not say its checkpoint, that is said and the rows are assigned`() throws {
    // A file of another program, assigned to its own clusters.
    let url = SourceTree.test("FeatureStoreTests/Golden/clam.h5")
    let folder = try TemporaryFolder()
    let reader = try FeatureReader(url)
    try #require(reader.attributes == nil)
    let clusters = try ClusteringRun().perform(reader, into: folder.url.appendingPathComponent("c"))
    let warnings = Warnings()
    let assigned = try AssignmentRun().perform(
      reader, to: clusters, of: reader, into: folder.url.appendingPathComponent("a"),
      progress: warnings.listener)
    #expect(assigned.record.checkpoints == .unknown)
    #expect(
      warnings.all == [
        "\(url.path) does not say with which checkpoint it was mined, so it is not known whether the two files' features "
          + "can be compared."
      ])
  }
}
