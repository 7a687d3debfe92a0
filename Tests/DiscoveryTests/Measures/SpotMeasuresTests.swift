import Clustering
import FeatureStore
import Foundation
import Fundus
import TestSupport
import Testing
import Workbench

@testable import Discovery

/// Twelve pictures of twelve patients, grade 0 and 2 in turn. Each has four dark and two bright spots; on the diseased ones
/// two dark spots lie in a microaneurysm or a haemorrhage, and one bright spot in an exudate.
private struct SpotStudy {
  let folder: URL
  let reader: FeatureReader

  init() throws {
    folder = try TemporaryFolder().url
    var block = FeatureBlock(dimension: 2, grid: 2, mDimension: 3)
    for picture in 0..<12 {
      let isIll = picture % 2 == 1
      var regions: [FeatureRegion] = []
      var features: [Float] = []
      for spot in 0..<6 {
        let isDark = spot < 4
        let isLesion = isIll && (spot < 2 || spot == 4)
        let (x, y) = (Float(30 + 50 * spot), Float(200))
        let box = Box(centreX: x, centreY: y, side: 20)
        let jitter = Float(picture) / 100
        features += [isDark ? (isLesion ? 8 : 0) + jitter : (isLesion ? -20 : -30) + jitter, isDark ? 1 : -1]
        regions.append(
          FeatureRegion(
            level: 2, rank: UInt8(spot), row: 0, column: 0, response: Float(spot), boxSource: box,
            boxView: box,
            boxZoom: box, sideSource: 20,
            spot: FeatureSpot(
              polarity: isDark ? 0 : 1, scaleSource: 2, strength: isLesion ? 0.5 : 0.4,
              novelty: isLesion ? 2 : 1)))
      }
      let image = FeatureImage(
        id: "p\(picture)", path: "p\(picture).png", sha256: "\(picture)", patient: "\(picture)",
        eye: "unknown",
        split: "test", width: 400, height: 400, grade: isIll ? 2 : 0, yM: [], yA: [], yC: [],
        y: [0.2, 0.2, 0.2, 0.2, 0.2], cropBox: Box(minX: 0, minY: 0, maxX: 400, maxY: 400))
      let lesions: [(String, Float)] = isIll ? [("MA", 30), ("HE", 80), ("EX", 230)] : []
      try block.append(
        image, attention: [Float](repeating: 0, count: 20), regions: regions, features: features,
        mFeatures: [Float](repeating: 1, count: 18),
        lesions: lesions.map {
          FeatureLesion(type: $0.0, boxSource: Box(centreX: $0.1, centreY: 200, side: 6))
        })
    }
    let file = folder.appendingPathComponent("spots.h5")
    try FeatureFile.write(block, to: file, dataRoot: folder)
    reader = try FeatureReader(file)
  }

  func clustered(_ polarity: RowSelection.Polarity, _ name: String) throws -> StoredClustering {
    var configuration = ClusteringConfiguration()
    (configuration.normalisation, configuration.preference) = (.raw, .count(2))
    return try ClusteringRun(configuration, selecting: RowSelection(polarity: polarity)).perform(
      reader, into: folder.appendingPathComponent(name))
  }
}

@Suite struct SpotMeasuresTests {
  @Test func `dark and bright spots are clustered apart, and the others are listed as left out`() throws {
    let study = try SpotStudy()
    let dark = try study.clustered(.dark, "dark")
    let bright = try study.clustered(.bright, "bright")
    #expect(dark.assignment.members.map(\.count) == [36, 12] && dark.record.selection?.polarityCount == 24)
    #expect(bright.assignment.members.map(\.count) == [18, 6] && dark.record.id != bright.record.id)
    let table = try String(contentsOf: dark.folder.appendingPathComponent("left-out.csv"), encoding: .utf8)
    #expect(table.hasPrefix("row,reason\n4,not dark\n"))
    let judgement = try JudgingRun(JudgingSettings(stability: .never, permutations: 100)).perform(
      dark, of: study.reader)
    #expect(judgement.clusters.count == 2)
  }

  @Test func `a spot's type is that of the lesion at its place, and its tile is its own box`() throws {
    let mined = try MinedRegions(try SpotStudy().reader)
    #expect(mined.types[6..<12].map(\.text) == ["MA", "HE", "none", "none", "EX", "none"])
    #expect(mined.types[0..<6].allSatisfy { $0 == .none })
    #expect(mined.tile(ofRow: 7) == Box(centreX: 80, centreY: 200, side: 20))
    #expect(mined.shows(Box(centreX: 84, centreY: 200, side: 8), row: 7))
    #expect(!mined.shows(Box(centreX: 88, centreY: 200, side: 8), row: 7), "on its tile, but elsewhere")
  }

  @Test func `lesions are counted, found and told apart beside chance`() throws {
    let study = try SpotStudy()
    let stored = try study.clustered(.dark, "dark")
    let judgement = try JudgingRun(JudgingSettings(stability: .never, permutations: 100)).perform(
      stored, of: study.reader)
    let measures = try ClusterMeasures(
      stored, of: try MinedRegions(study.reader), judgement: judgement, permutations: 50)
    let lesions = try #require(measures.lesions)
    #expect(lesions.types.map { "\($0.name) \($0.regionCount)" } == ["MA 6", "HE 6", "mixed 0", "none 12"])
    let red = try #require(lesions.groups.first)
    #expect(red.name == "red" && red.regionCount == 12 && red.recall?.value == 1)
    #expect((red.recall?.byChance ?? 1) < 0.95 && red.enrichmentAUC == 1)
    #expect(abs(lesions.groupAgreement - 1) < 1e-12 && lesions.groupPurity?.value == 1)
    #expect(abs(try #require(lesions.redAgreement)) < 0.01, "one cluster holds both")
    let response = try #require(lesions.responses.first { $0.lesions == "red" && $0.score == "strength" })
    #expect(response.lesionCount == 12 && response.sensitivities == [1, 1, 1])
    let attention = try #require(lesions.responses.first { $0.lesions == "red" && $0.score == "attention" })
    // On each picture with lesions the spots at 3 and 2 come first and are wrong.
    #expect(attention.sensitivities == [0, 1, 1])
    #expect(lesions.lines.contains { $0.hasPrefix("red: in clusters of its own 1.00 (by chance 0.") })
    #expect(
      lesions.lines.first == "regions of the 6 pictures with marked lesions: MA 6, HE 6, mixed 0, none 12")
  }
}
