import Clustering
import Foundation
import Testing
import Workbench

@testable import Discovery

@Suite struct SharedSimilaritiesTests {
  private let names = ["assignments.csv", "clusters.csv", "clustering.json"]

  private func configurations() -> [ClusteringConfiguration] {
    var all: [ClusteringConfiguration] = []
    for measure in SimilarityMeasure.allCases {
      for normalisation in FeatureNormalisation.allCases {
        var configuration = ClusteringConfiguration()
        (configuration.measure, configuration.normalisation) = (measure, normalisation)
        all.append(configuration)
      }
    }
    for compatibility in [Compatibility.scikitLearn, .apcluster] {
      all.append(ClusteringConfiguration(compatibility: compatibility))
    }
    var own = ClusteringConfiguration()
    own.preference = .quantile(0.3)
    return all + [own]
  }

  @Test(arguments: [false, true])
  func `a clustering from a shared square has the bytes of one from the features`(copies: Bool) throws {
    let study = try PlantedStudy(patients: 14, copies: copies)
    let reader = try study.reader
    let shared = SharedSimilarities(features: try reader.features(), columnCount: reader.dimension)
    for (index, configuration) in configurations().enumerated() {
      let run = try ClusteringRun(configuration)
      let alone = try run.perform(reader, into: study.folder.appendingPathComponent("alone-\(index)"))
      let together = try run.perform(
        reader, into: study.folder.appendingPathComponent("shared-\(index)"), sharing: shared)
      for name in names {
        let bytes = try [alone, together].map { try Data(contentsOf: $0.folder.appendingPathComponent(name)) }
        #expect(bytes[0] == bytes[1], "\(name), \(configuration)")
      }
    }
  }

  @Test func `a preference of each row's own follows its row`() throws {
    let study = try PlantedStudy(patients: 10)
    let reader = try study.reader
    var configuration = ClusteringConfiguration()
    configuration.preference = .perRow((0..<reader.rowCount).map { -1 - Double($0 % 7) / 7 })
    let shared = SharedSimilarities(features: try reader.features(), columnCount: reader.dimension)
    let run = try ClusteringRun(configuration)
    let alone = try run.perform(reader, into: study.folder.appendingPathComponent("alone"))
    let together = try run.perform(
      reader, into: study.folder.appendingPathComponent("shared"), sharing: shared)
    #expect(alone.assignment == together.assignment)
  }
}
