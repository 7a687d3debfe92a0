import Clustering
import FeatureStore
import Foundation
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
}
