import Clustering
import Foundation
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite struct JudgingRunTests {
  private let settings = JudgingSettings(resamples: 3, permutations: 500)

  private func stored(_ study: PlantedStudy, _ name: String = "c") throws -> StoredClustering {
    var configuration = ClusteringConfiguration()
    configuration.preference = .minimum
    return try ClusteringRun(configuration).perform(
      try study.reader, into: study.folder.appendingPathComponent(name))
  }

  @Test func `the unlisted lesion is the candidate, the known one is explained, the control is not enriched`()
    throws
  {
    let study = try PlantedStudy()
    let stored = try stored(study)
    try #require(stored.assignment.clusterCount == 3)
    let judgement = try JudgingRun(settings).perform(stored, of: try study.reader)
    func cluster(of kind: Int) throws -> Judgement.Cluster {
      let row = try #require(study.kindOfRow.firstIndex(of: kind))
      return judgement.clusters[stored.assignment.clusterOfRow[row]]
    }
    let (known, unlisted, control) = (try cluster(of: 0), try cluster(of: 1), try cluster(of: 2))
    #expect(known.isEnriched == true && known.explainedFraction == 1)
    #expect(unlisted.isEnriched == true && unlisted.explainedFraction == 0)
    #expect(control.isEnriched == false)
    #expect(judgement.candidateClusters == [unlisted.cluster])
    #expect(unlisted.enrichment?.patientCount == 15)
    #expect(unlisted.enrichment?.meanSeverity == 3)
    #expect(judgement.enrichment?.meanGrade == 1.5)
    #expect(judgement.enrichment?.basis == "held-out pictures")
    #expect(judgement.stability?.values == [1, 1, 1])
    #expect(judgement.clusters.allSatisfy { $0.stability == 1 && $0.warnings.isEmpty })
    #expect((judgement.silhouette ?? 0) > 0.5)

    let page = try String(
      contentsOf: stored.folder.appendingPathComponent("candidates.txt"), encoding: .utf8)
    #expect(page.hasPrefix("Candidate lesions\nResearch use only.\n"))
    #expect(
      page.contains(
        "1. Cluster \(unlisted.cluster): its 15 patients have mean grade 3.00 against 1.50 (q 0.0"))
    #expect(
      page.contains(
        "Cluster \(known.cluster): explained: 100 % of its regions show a known lesion, most often HE."))
    let table = try CSVTable(contentsOf: stored.folder.appendingPathComponent("candidates.csv"))
    #expect(table.rows.map { $0.cells[2] } == ["candidate", "set-aside"])
  }

  @Test func `over ten studies the unlisted lesion leads the list and the control stays off it`() throws {
    var (leading, falselyListed) = (0, 0)
    for seed in 1...10 {
      let study = try PlantedStudy(patients: 40, seed: UInt64(seed))
      let stored = try stored(study, "\(seed)")
      let candidates = try JudgingRun(JudgingSettings(resamples: 0, permutations: 500)).perform(
        stored, of: try study.reader
      ).candidateClusters
      func holds(_ cluster: Int, _ kind: Int) -> Bool {
        let rows = stored.assignment.members[cluster]
        return 2 * rows.count { study.kindOfRow[$0] == kind } >= rows.count
      }
      if candidates.prefix(3).contains(where: { holds($0, 1) }) { leading += 1 }
      if candidates.contains(where: { holds($0, 2) }) { falselyListed += 1 }
    }
    #expect(leading >= 8)
    #expect(falselyListed == 0)
  }

  @Test func `the measures stand in further columns of the table and are the same bytes on any threads`()
    throws
  {
    let study = try PlantedStudy(patients: 16)
    var bytes: [[Data]] = []
    for threads in [1, 3] {
      let stored = try stored(study, "\(threads)")
      _ = try JudgingRun(settings, budget: ResourceBudget(threadCount: threads, memoryBytes: 1 << 30))
        .perform(
          stored, of: try study.reader)
      bytes.append(
        try ["clusters.csv", "judgement.json", "candidates.csv", "candidates.txt"].map {
          try Data(contentsOf: stored.folder.appendingPathComponent($0))
        })
    }
    #expect(bytes[0] == bytes[1])
    let table = try CSVTable(bytes[0][0], place: "clusters.csv")
    #expect(table.columns.suffix(11) == Judgement.Cluster.columns[...])
    #expect(table.columns[12] == "mean_similarity")
    #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count })
  }

  @Test func `pictures of the training make the test descriptive, no boxes make the list unreviewed`() throws
  {
    let study = try PlantedStudy(split: "train", lesions: false)
    let stored = try stored(study)
    let judgement = try JudgingRun(settings).perform(stored, of: try study.reader)
    #expect(judgement.enrichment?.basis == "descriptive: the network was trained on 60 of these 60 pictures")
    #expect(judgement.knowledge == nil)
    // Nothing is known, so the known lesion is a candidate too.
    #expect(judgement.candidateClusters.count == 2)
    let page = try String(
      contentsOf: stored.folder.appendingPathComponent("candidates.txt"), encoding: .utf8)
    #expect(page.hasPrefix("Unreviewed enriched clusters\n"))
    #expect(page.contains("it says nothing about other patients"))
  }

  @Test func `without grades nothing is enriched, and the notes say what was not measured`() throws {
    let study = try PlantedStudy(patients: 8, graded: false)
    let judgement = try JudgingRun(JudgingSettings(resamples: 0)).perform(
      try stored(study), of: try study.reader)
    #expect(judgement.enrichment == nil)
    #expect(judgement.candidateClusters.isEmpty)
    #expect(
      judgement.notes == [
        "Stability is not measured: judge.resamples is 0.",
        "Enrichment is not measured: fewer than two patients have a grade.",
      ])
  }

  @Test func `a judgement is made once for the same settings and again for others`() throws {
    let study = try PlantedStudy(patients: 8)
    let stored = try stored(study)
    let file = stored.folder.appendingPathComponent(JudgingRun.fileName)
    let first = try JudgingRun(settings).perform(stored, of: try study.reader)
    try AtomicFile.write("untouched", to: stored.folder.appendingPathComponent("candidates.txt"))
    #expect(try JudgingRun(settings).perform(stored, of: try study.reader) == first)
    let page = stored.folder.appendingPathComponent("candidates.txt")
    #expect(try String(contentsOf: page, encoding: .utf8) == "untouched")
    let other = try JudgingRun(JudgingSettings(resamples: 3, permutations: 501)).perform(
      stored, of: try study.reader)
    #expect(other.key != first.key)
    #expect(try JSONDecoder().decode(Judgement.self, from: Data(contentsOf: file)) == other)
    #expect(try String(contentsOf: page, encoding: .utf8) != "untouched")
  }

  @Test func `types are recalled and found pure where clusters are the kinds`() throws {
    let data = try SampleData(patients: 10)
    let stored = try ClusteringRun().perform(try data.reader, into: data.folder.appendingPathComponent("c"))
    let knowledge = try #require(try JudgingRun(settings).perform(stored, of: try data.reader).knowledge)
    #expect(knowledge.types.map(\.type) == ["HE", "EX", "SE"])
    for type in knowledge.types { #expect(type.recall == 1 && type.precision == 1 && type.clusterCount == 1) }
    #expect(knowledge.purity?.purity == 1)
    #expect(knowledge.explainedCount == 3)
  }
}
