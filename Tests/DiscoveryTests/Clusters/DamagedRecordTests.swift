import Foundation
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite struct DamagedRecordTests {
  /// Cuts a file in half.
  private func damage(_ url: URL) throws {
    let whole = try Data(contentsOf: url)
    try whole.prefix(whole.count / 2).write(to: url)
  }

  @Test func `half a record of a clustering is answered with a sentence`() throws {
    let data = try SampleData(patients: 3)
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    for name in ["timing.json", "clustering.json"] {
      let file = clustering.folder.appendingPathComponent(name)
      try damage(file)
      let error = #expect(throws: WorkbenchError.self) {
        _ = try StoredClustering(at: clustering.folder).featuresPath()
      }
      #expect(
        error?.message
          == "\(file.path): is not JSON, or only a part of it. Restore the file, or cluster again into another folder."
      )
      #expect(error?.exitCode == .badData)
    }
  }

  @Test func `half a file of measures is answered with a sentence, a whole one is read back`() throws {
    let data = try SampleData(patients: 4)
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    let measures = try ClusterMeasures(clustering, of: try data.mined, permutations: 10)
    try measures.write(into: clustering.folder)
    #expect(try ClusterMeasures.read(in: clustering.folder) == measures)
    let file = clustering.folder.appendingPathComponent("measures.json")
    try damage(file)
    let error = #expect(throws: WorkbenchError.self) { try ClusterMeasures.read(in: clustering.folder) }
    #expect(
      error?.message
        == "\(file.path): is not JSON, or only a part of it. Delete the file; the stage that wrote it runs again."
    )
  }
}
