import Clustering
import FeatureStore
import Foundation
import Fundus
import Labels
import Testing
import Workbench

@testable import Discovery

@Suite struct LabelledJudgementTests {
  private let settings = JudgingSettings(resamples: 0, permutations: 500)

  private func stored(_ study: PlantedStudy) throws -> StoredClustering {
    var configuration = ClusteringConfiguration()
    configuration.preference = .minimum
    return try ClusteringRun(configuration).perform(
      try study.reader, into: study.folder.appendingPathComponent("c"))
  }

  /// Patch labels on the tiles of rows.
  private func labels(_ study: PlantedStudy, _ term: String, on rows: [Int]) throws -> [Label] {
    let mined = try MinedRegions(try study.reader)
    return rows.map {
      Label(
        kind: .patch, picture: mined.image(ofRow: $0).sha256, box: mined.tile(ofRow: $0), term: term
      )
    }
  }

  private func rows(_ study: PlantedStudy, of kind: Int) -> [Int] {
    study.kindOfRow.indices.filter { study.kindOfRow[$0] == kind }
  }

  @Test func `labels on half of a candidate's regions explain it, one fewer does not`() throws {
    let study = try PlantedStudy()
    let stored = try stored(study)
    let unlisted = rows(study, of: 1)
    let number = stored.assignment.clusterOfRow[unlisted[0]]
    func judgement(_ count: Int) throws -> Judgement {
      let accepted = AcceptedLabels(try labels(study, "drusen", on: Array(unlisted.prefix(count))))
      return try JudgingRun(settings, labels: accepted).perform(stored, of: try study.reader)
    }
    let half = (unlisted.count + 1) / 2
    #expect(try judgement(half - 1).candidateClusters == [number])
    let explained = try judgement(half)
    #expect(explained.candidateClusters.isEmpty)
    #expect(explained.labels?.regionCount == half && explained.labels?.conflicts.isEmpty == true)
    let page = try CandidateList.page(in: stored.folder)
    #expect(page.contains("Labels: \(half) on these pictures, which name \(half) regions."))
    #expect(page.contains("show a known lesion or carry a label, most often OTHER."))
    // A cluster that was looked at and shows no lesion is explained as well.
    let nothing = AcceptedLabels(try labels(study, Label.noLesion, on: unlisted))
    #expect(
      try JudgingRun(settings, labels: nothing).perform(stored, of: try study.reader).candidateClusters
        .isEmpty)
  }

  @Test func `where no boxes are known, purity and recall are those of the labelled regions`() throws {
    let study = try PlantedStudy(lesions: false)
    let stored = try stored(study)
    let accepted = AcceptedLabels(
      try labels(study, "HE", on: Array(rows(study, of: 0).prefix(10)))
        + labels(study, "EX", on: Array(rows(study, of: 1).prefix(6))))
    let judgement = try JudgingRun(settings, labels: accepted).perform(stored, of: try study.reader)
    let knowledge = try #require(judgement.knowledge)
    #expect(knowledge.types.map(\.type) == ["HE", "EX"])
    #expect(knowledge.types.map(\.regionCount) == [10, 6])
    #expect(knowledge.types.allSatisfy { $0.recall == 1 && $0.precision == 1 })
    #expect(knowledge.adjustedMutualInformation == 1)
    let table = try CSVTable(contentsOf: stored.folder.appendingPathComponent("clusters.csv"))
    let column = try table.index(of: "type_HE")
    #expect(table.rows.map { Int($0.cells[column]) ?? 0 }.sorted() == [0, 0, 10])
  }

  @Test func `people who disagree make a region mixed and are listed`() throws {
    let study = try PlantedStudy()
    let known = rows(study, of: 0)
    let mined = try MinedRegions(try study.reader)
    let accepted = AcceptedLabels(
      try labels(study, "EX", on: [known[0]]) + labels(study, "HE", on: [known[1]])
        + labels(study, "none", on: [known[2]]))
    let knowledge = try #require(RegionKnowledge(mined, labels: accepted))
    #expect(knowledge.types[known[0]] == .mixed)
    #expect(knowledge.types[known[1]] == .single(.haemorrhage))
    #expect(knowledge.types[known[2]] == .single(.haemorrhage))
    #expect(
      knowledge.conflicts == [
        .init(row: known[0], names: ["HE", "EX"]), .init(row: known[2], names: ["HE", "none"]),
      ])
  }

  @Test func `a drawn lesion counts as one of the data set does, on its picture alone`() throws {
    let study = try PlantedStudy(lesions: false)
    let mined = try MinedRegions(try study.reader)
    let row = rows(study, of: 1)[0]
    let tile = mined.tile(ofRow: row)
    let drawn = Label(
      kind: .lesion, picture: mined.image(ofRow: row).sha256,
      box: Box(centreX: tile.centreX, centreY: tile.centreY, side: 8), term: "SE")
    let knowledge = try #require(RegionKnowledge(mined, labels: AcceptedLabels([drawn])))
    #expect(knowledge.types.indices.filter { knowledge.types[$0] == .single(.softExudate) } == [row])
    #expect(knowledge.isLabelled.allSatisfy { !$0 })
    var elsewhere = drawn
    elsewhere.picture = String(repeating: "0", count: 64)
    #expect(RegionKnowledge(mined, labels: AcceptedLabels([elsewhere])) == nil)
  }

  @Test func `a judgement is refreshed with its own settings where labels changed, and else left alone`()
    throws
  {
    let study = try PlantedStudy()
    let stored = try stored(study)
    let first = try JudgingRun(settings).perform(stored, of: try study.reader)
    #expect(try JudgingRun().refresh(stored, of: try study.reader) == first)
    let accepted = AcceptedLabels(try labels(study, "SE", on: rows(study, of: 1)))
    let second = try JudgingRun(labels: accepted).refresh(stored, of: try study.reader)
    #expect(second.settings == settings && second.candidateClusters.isEmpty)
    #expect(try JudgingRun(labels: accepted).refresh(stored, of: try study.reader) == second)
    // Neither the tiles nor the seed of the run that asks replace those of the judgement.
    let other = JudgingRun(tileCells: 5, seed: 9)
    #expect(try other.refresh(stored, of: try study.reader) == first)
    #expect(try JudgingRun().refresh(stored, of: try study.reader) == first)
  }

  @Test
  func
    `the key of labels follows what they say of these pictures, not their order, copies or other pictures`()
    throws
  {
    let study = try PlantedStudy(patients: 8)
    let mined = try MinedRegions(try study.reader)
    let some = try labels(study, "SE", on: Array(rows(study, of: 1).prefix(3)))
    func key(_ labels: AcceptedLabels) -> String { labels.onPictures(of: mined).digest }
    #expect(key(.none) == "none")
    #expect(AcceptedLabels(some.reversed() + some).digest == AcceptedLabels(some).digest)
    var elsewhere = some[0]
    elsewhere.picture = String(repeating: "0", count: 64)
    #expect(key(AcceptedLabels(some + [elsewhere])) == key(AcceptedLabels(some)))
    #expect(AcceptedLabels(some + [elsewhere]).digest != AcceptedLabels(some).digest)
    let strict = LabelMatching(minimumOverlap: 0.9)
    let fewer = AcceptedLabels(Array(some.dropLast())), other = AcceptedLabels(some, matching: strict)
    #expect(Set([AcceptedLabels(some), fewer, other].map(key)).count == 3)
    // It is the key by which a judgement is kept, and so its list of candidates.
    let judgement = try JudgingRun(settings, labels: AcceptedLabels(some)).perform(
      try stored(study), of: try study.reader)
    #expect(judgement.labels?.key == key(AcceptedLabels(some)))
  }
}
