import Clustering
import Foundation
import Synchronization
import Testing
import Workbench

@testable import Discovery

@Suite struct StabilityChoiceTests {
  private func stored(_ study: PlantedStudy) throws -> StoredClustering {
    var configuration = ClusteringConfiguration()
    configuration.preference = .minimum
    return try ClusteringRun(configuration).perform(
      try study.reader, into: study.folder.appendingPathComponent("c"))
  }

  /// More clusterings than auto pays for, even of few rows.
  private let many = 20_000

  @Test func `auto leaves out a stability that costs more than the clustering, and says how to get it`()
    throws
  {
    let study = try PlantedStudy(patients: 12)
    let stored = try stored(study)
    let judgement = try JudgingRun(JudgingSettings(resamples: many, permutations: 200)).perform(
      stored, of: try study.reader)
    let note =
      "Stability is not measured: \(many) more clusterings would cost more than this one did; judge.stability=always "
      + "makes them."
    #expect(judgement.stability == nil && judgement.stabilityOmitted == note && judgement.notes == [note])
    #expect(judgement.clusters.allSatisfy { $0.stability == nil })
    // Absent, in the file too, and an empty cell in the tables.
    let file = stored.folder.appendingPathComponent("judgement.json")
    let object = try #require(
      JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any])
    #expect(object["stability"] == nil)
    for name in ["clusters.csv", "candidates.csv"] {
      let table = try CSVTable(contentsOf: stored.folder.appendingPathComponent(name))
      let column = try table.index(of: "stability")
      #expect(!table.rows.isEmpty && table.rows.allSatisfy { $0.cells[column].isEmpty })
    }
    #expect(try CandidateList.page(in: stored.folder).components(separatedBy: "\n").contains(note))
  }

  @Test func `always measures what auto leaves out, and never what auto measures`() throws {
    let study = try PlantedStudy(patients: 12)
    let stored = try stored(study)
    func judgement(_ choice: JudgingSettings.StabilityChoice, _ resamples: Int) throws -> Judgement {
      try JudgingRun(JudgingSettings(stability: choice, resamples: resamples, permutations: 200)).perform(
        stored, of: try study.reader)
    }
    // The default's ten resamples of this many rows cost more than the clustering.
    #expect(StabilityCost(stored.record, rowCount: 20_000, settings: JudgingSettings()).isBearable == false)
    #expect(try judgement(.auto, 2).stability?.values.count == 2)
    let always = try judgement(.always, 2)
    #expect(always.stability?.values.count == 2 && always.stabilityOmitted == nil)
    #expect(try CandidateList.page(in: stored.folder).contains("Stability is not measured") == false)
    let never = try judgement(.never, 2)
    #expect(never.stability == nil)
    #expect(never.notes == ["Stability is not measured: judge.stability is never."])
  }

  @Test func `resamples cost by their share of the rows, and a search for a preference pays for them`() throws
  {
    let study = try PlantedStudy(patients: 8)
    let record = try stored(study).record
    try #require(record.runCount == 1 && record.dimension == 12)
    let settings = JudgingSettings(resamples: 4, resampleFraction: 0.5)
    let cost = StabilityCost(record, rowCount: 5_000, settings: settings)
    #expect(cost.clustering == 25e6 * (0.75 + Double(record.iterations)))
    #expect(cost.resamples == cost.clustering && cost.isBearable)
    #expect(!StabilityCost(record, rowCount: 5_000, settings: JudgingSettings()).isBearable)
    #expect(StabilityCost(record, rowCount: 100, settings: JudgingSettings()).isBearable)
  }

  @Test func `progress names what is measured and counts clusterings, never their iterations`() throws {
    let study = try PlantedStudy(patients: 12)
    let stored = try stored(study)
    let events = Mutex<[String]>([])
    _ = try JudgingRun(JudgingSettings(resamples: 3, permutations: 200)).perform(stored, of: try study.reader)
    {
      if case .advanced(let done, let total, let unit) = $0 {
        events.withLock {
          if $0.last != "\(done) of \(total) \(unit)" { $0.append("\(done) of \(total) \(unit)") }
        }
      }
      return .more
    }
    let rows = study.kindOfRow.count
    #expect(
      events.withLock { $0 } == ["1 of 1 blocks of rows", "0 of \(rows) silhouettes"]
        + (0...3).map { "\($0) of 3 clusterings for the stability" } + ["0 of 200 permutations of grades"])
  }

  @Test(arguments: [
    "blocks of rows", "silhouettes", "clusterings for the stability", "permutations of grades",
  ])
  func `a judgement can be stopped at every step, and then leaves no file`(step: String) throws {
    let study = try PlantedStudy(patients: 8)
    let stored = try stored(study)
    let error = #expect(throws: WorkbenchError.self) {
      try JudgingRun(JudgingSettings(resamples: 2, permutations: 200)).perform(stored, of: try study.reader) {
        if case .advanced(_, _, let unit) = $0, unit == step { return .stop }
        return .more
      }
    }
    #expect(error?.code == .stopped)
    #expect(
      !FileManager.default.fileExists(atPath: stored.folder.appendingPathComponent("judgement.json").path))
  }
}
