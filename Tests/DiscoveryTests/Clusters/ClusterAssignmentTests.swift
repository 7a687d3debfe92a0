import Foundation
import Testing
import TestSupport
import Workbench

@testable import Discovery

@Suite struct ClusterAssignmentTests {
  @Test func clustersAreNumberedBySizeAndThenByExemplar() {
    // Rows 0, 1, 2 around 1; rows 3, 4 around 4; rows 5, 6 around 5; row 7 has none.
    let assignment = ClusterAssignment(
      exemplarOfRow: [1, 1, 1, 4, 4, 5, 5, -1], similarityOfRow: [-1, -9, -2, -3, -9, -9, -4, .nan])
    #expect(assignment.exemplars == [1, 4, 5])
    #expect(assignment.members == [[0, 1, 2], [3, 4], [5, 6]])
    #expect(assignment.clusterOfRow == [0, 0, 0, 1, 1, 2, 2, -1])
    #expect(assignment.unassignedCount == 1)
  }

  @Test func theTableReadsBackAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let assignment = ClusterAssignment(
      exemplarOfRow: [1, 1, -1, 1], similarityOfRow: [-0.1, -2.5, .nan, -1e-30])
    let url = folder.url.appendingPathComponent("assignments.csv")
    try AtomicFile.write(assignment.csv, to: url)
    #expect(
      try String(contentsOf: url, encoding: .utf8)
        == "row,cluster,exemplar,similarity\n0,0,1,-0.1\n1,0,1,-2.5\n2,-1,-1,\n3,0,1,-1e-30\n")
    let again = try ClusterAssignment(contentsOf: url)
    #expect(again.clusterOfRow == assignment.clusterOfRow)
    #expect(again.csv == assignment.csv)
  }

  @Test(arguments: ["0,0,9,-1", "1,0,0,-1", "0,0,0,near", "0,0,-2,-1"])
  func aRowThatMakesNoSenseIsNamed(line: String) throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("assignments.csv")
    try AtomicFile.write("row,cluster,exemplar,similarity\n\(line)\n", to: url)
    let error = #expect(throws: DiscoveryError.self) { try ClusterAssignment(contentsOf: url) }
    #expect(
      error?.message
        == "\(url.path), line 2: is not row 0, its cluster, its exemplar's row and its similarity. "
        + "Restore the file, or cluster again.")
  }
}

@Suite struct MosaicOrderTests {
  private let assignment = ClusterAssignment(
    exemplarOfRow: [2, 2, 2, 2, 2, 5], similarityOfRow: [-3, -1, -9, -1, -2, -9])

  @Test(arguments: [
    (MosaicOrder.similarity, [2, 1, 3, 4, 0]), (.response, [2, 4, 0, 3, 1]), (.onePerPatient, [2, 1, 0]),
  ])
  func theExemplarComesFirstAndTiesKeepTheOrderOfRows(order: MosaicOrder, rows: [Int]) {
    #expect(
      order.rows(
        of: 0, in: assignment, responseOfRow: [0.5, 0.1, 0.2, 0.4, 0.9, 1],
        patientOfRow: ["a", "b", "c", "b", "c", "d"]) == rows)
  }
}
