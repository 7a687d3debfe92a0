import Clustering
import FeatureStore
import Foundation
import Fundus
import Labels
import Testing
import Workbench

@testable import Discovery

@Suite struct RowSelectionTests {
  private func configuration() -> ClusteringConfiguration {
    var configuration = ClusteringConfiguration()
    configuration.preference = .minimum
    return configuration
  }

  private func cluster(_ study: PlantedStudy, _ selection: RowSelection, _ name: String) throws
    -> StoredClustering
  {
    try ClusteringRun(configuration(), selecting: selection).perform(
      try study.reader, into: study.folder.appendingPathComponent(name))
  }

  @Test func `the rest of an excluded cluster is clustered as a file without it would be`() throws {
    let study = try PlantedStudy()
    let all = try cluster(study, RowSelection(), "all")
    try #require(all.assignment.clusterCount == 3)
    let rest = try cluster(study, RowSelection(exclusions: [.cluster(0)]), "rest")
    let out = Set(all.assignment.members[0])
    #expect(
      rest.assignment.clusterOfRow.indices.allSatisfy {
        (rest.assignment.clusterOfRow[$0] < 0) == out.contains($0)
      })
    let kept = all.assignment.clusterOfRow.indices.filter { !out.contains($0) }
    let reader = try study.reader
    let features = try reader.features()
    let alone = try AffinityPropagation(configuration()).cluster(
      kept.flatMap { features[$0 * reader.dimension..<($0 + 1) * reader.dimension] },
      columnCount: reader.dimension)
    #expect(
      kept.enumerated().allSatisfy { place, row in
        rest.assignment.exemplars[rest.assignment.clusterOfRow[row]] == kept[alone.exemplars[place]]
      })
    #expect(rest.record.selection?.excludedCount == out.count)
    #expect(rest.record.selection?.excluded == [.init(cluster: 0, size: out.count, reason: "named")])
    #expect(rest.record.unassignedCount == 0)
    #expect(rest.record.id != all.record.id)
    let table = try CSVTable(contentsOf: rest.folder.appendingPathComponent("left-out.csv"))
    #expect(table.rows.compactMap { Int($0.cells[0]) } == out.sorted())
    #expect(table.rows[0].cells[1] == "named cluster 0 of the first clustering")
    let judged = try JudgingRun(JudgingSettings(resamples: 2, permutations: 500)).perform(rest, of: reader)
    #expect(judged.clusters.count == 2 && judged.stability?.values == [1, 1])
    #expect(judged.silhouetteRowCount == kept.count && (judged.silhouette ?? 0) > 0.5)
  }

  @Test func `known regions are left out one by one, by boxes and by labels, and what is left is candidates`()
    throws
  {
    let study = try PlantedStudy()
    let mined = try MinedRegions(try study.reader)
    let known = study.kindOfRow.indices.filter { study.kindOfRow[$0] == 0 }
    let control = study.kindOfRow.indices.filter { study.kindOfRow[$0] == 2 }
    let labels = AcceptedLabels(
      control.prefix(5).map {
        Label(
          kind: .patch, picture: mined.image(ofRow: $0).sha256, box: mined.tile(ofRow: $0),
          term: "drusen")
      })
    func stored(_ labels: AcceptedLabels, _ name: String) throws -> StoredClustering {
      try ClusteringRun(configuration(), selecting: RowSelection(exclusions: [.known]), labels: labels)
        .perform(try study.reader, into: study.folder.appendingPathComponent(name))
    }
    let (plain, labelled) = (try stored(.none, "plain"), try stored(labels, "labelled"))
    #expect(plain.record.selection?.knownCount == known.count)
    #expect(labelled.record.selection?.knownCount == known.count + 5)
    #expect(plain.record.id != labelled.record.id)
    let left = Set(known + control.prefix(5))
    #expect(
      labelled.assignment.clusterOfRow.indices.allSatisfy {
        (labelled.assignment.clusterOfRow[$0] < 0) == left.contains($0)
      })
    let judged = try JudgingRun(JudgingSettings(resamples: 0, permutations: 500)).perform(
      plain, of: try study.reader)
    let unlisted = try #require(study.kindOfRow.firstIndex(of: 1))
    #expect(judged.candidateClusters == [plain.assignment.clusterOfRow[unlisted]])
    let blind = try PlantedStudy(lesions: false)
    let error = #expect(throws: DiscoveryError.self) {
      try cluster(blind, RowSelection(exclusions: [.known]), "blind")
    }
    #expect(error?.code == .configuration)
    #expect(error?.reason.hasPrefix("nothing is known of these pictures") == true)
  }

  @Test func `thinning keeps of tiles that overlap the one of highest rank`() throws {
    let study = try PlantedStudy(patients: 4)
    let mined = try MinedRegions(try study.reader, tileCells: 5)
    // Tiles of 5 cells, two rows apart, share 3 of 7 rows.
    let thinned = mined.thinned(overlap: 0.4)
    for (row, cover) in thinned.coveredBy {
      #expect(mined.regions[row].image == mined.regions[cover].image)
      #expect(mined.regions[cover].rank < mined.regions[row].rank)
      #expect(
        mined.tile(ofRow: row).intersectionOverUnion(mined.tile(ofRow: cover)) > 0.4)
    }
    #expect(!thinned.coveredBy.isEmpty)
    #expect(mined.thinned(overlap: 0.43).coveredBy.isEmpty)
    for row in thinned.kept {
      for other in thinned.kept where other != row && mined.regions[other].image == mined.regions[row].image {
        #expect(
          mined.tile(ofRow: row).intersectionOverUnion(mined.tile(ofRow: other)) <= 0.4)
      }
    }
    let run = try ClusteringRun(configuration(), selecting: RowSelection(thinOverlap: 0.4), tileCells: 5)
    let stored = try run.perform(try study.reader, into: study.folder.appendingPathComponent("thin"))
    #expect(stored.record.selection?.thinnedCount == thinned.coveredBy.count)
    #expect(stored.record.id == (try run.identifier(of: try study.reader)))
    #expect(stored.assignment.unassignedCount == thinned.coveredBy.count)
  }

  @Test func `tiles at the border and on the disc are told by geometry`() throws {
    let study = try PlantedStudy()
    let mined = try MinedRegions(try study.reader)
    #expect(!mined.hasDiscs)
    let none = try cluster(study, RowSelection(exclusions: [.border]), "border")
    #expect(none.record.selection?.excluded.isEmpty == true && none.assignment.clusterCount == 3)
    let error = #expect(throws: DiscoveryError.self) {
      try cluster(study, RowSelection(exclusions: [.disc]), "disc")
    }
    #expect(error?.code == .configuration)
    #expect(error?.reason.hasPrefix("no optic disc is marked on these pictures") == true)
    let many = #expect(throws: DiscoveryError.self) {
      try cluster(study, RowSelection(exclusions: [.cluster(3)]), "many")
    }
    #expect(many?.reason == "there is no cluster 3 among the 3 of the first clustering")
    let nothing = #expect(throws: DiscoveryError.self) {
      try cluster(study, RowSelection(exclusions: (0..<3).map { .cluster($0) }), "nothing")
    }
    #expect(nothing?.code == .unusable)
  }

  @Test func `the id follows the selection, not the order in which kinds are named`() throws {
    var dense = ClusteringConfiguration()
    dense.method = .dense
    func id(_ selection: RowSelection) throws -> String {
      try dense.identifier(of: "hash", selecting: selection)
    }
    let selections = [
      RowSelection(), RowSelection(thinOverlap: 0.5), RowSelection(thinOverlap: 0.4),
      RowSelection(exclusions: [.border]), RowSelection(exclusions: [.cluster(1)]),
      RowSelection(exclusions: [.border, .cluster(1)]),
    ]
    #expect(Set(try selections.map(id)).count == selections.count)
    #expect(try id(RowSelection()) == dense.identifier(of: "hash"))
    #expect(
      try id(RowSelection(exclusions: [.cluster(1), .border, .border]))
        == id(RowSelection(exclusions: [.border, .cluster(1)])))
  }
}
