import FeatureStore
import Foundation
import TestSupport
import Workbench

@testable import Discovery

/// A feature file without pictures in which it is known what goes with disease.
///
/// Every patient has two eyes of one grade and in each eye `regionsPerKind` regions of each kind it shows. Kind 0 is a
/// known lesion of the sick, kind 1 an unlisted one of the sick, kind 2 a mark that is as frequent in the healthy.
final class PlantedStudy {
  static let dimension = 12
  static let grid = 14

  let folder: URL
  let features: URL
  private(set) var kindOfRow: [Int] = []

  init(
    patients: Int = 30, regionsPerKind: Int = 1, seed: UInt64 = 1, split: String = "test",
    graded: Bool = true,
    lesions: Bool = true, copies: Bool = false
  ) throws {
    folder = try TemporaryFolder().url
    features = folder.appendingPathComponent("features.h5")
    var block = FeatureBlock(dimension: Self.dimension, grid: Self.grid)
    for patient in 0..<patients {
      for eye in ["left", "right"] {
        try append(
          to: &block, patient: patient, eye: eye, count: regionsPerKind, seed: seed, split: split,
          graded: graded,
          lesions: lesions, copies: copies)
      }
    }
    try FeatureFile.write(block, to: features, dataRoot: folder)
  }

  var reader: FeatureReader { get throws { try FeatureReader(features) } }

  private func append(
    to block: inout FeatureBlock, patient: Int, eye: String, count: Int, seed: UInt64, split: String,
    graded: Bool,
    lesions hasLesions: Bool, copies: Bool
  ) throws {
    var random = RandomStream(seed: seed, purpose: "planted", items: patient, eye == "left" ? 0 : 1)
    let grade = patient % 2 == 0 ? 0 : 3
    let kinds = grade == 0 ? [2] : patient % 4 == 1 ? [0, 1] : [0, 1, 2]
    var regions: [FeatureRegion] = []
    var values: [Float] = []
    var lesions: [FeatureLesion] = []
    for kind in kinds {
      for _ in 0..<count {
        // Two cells apart, so that no tile shows its neighbour's lesion.
        let row = 3 + regions.count % 4 * 2, column = 4 + regions.count / 4 * 3
        let centre = (x: (Float(column) + 0.5) * 30, y: (Float(row) + 0.5) * 30)
        let box = Box(centreX: centre.x, centreY: centre.y, side: 120)
        regions.append(
          FeatureRegion(
            level: 1, rank: UInt8(regions.count), row: UInt8(row), column: UInt8(column), response: 1,
            boxSource: box, boxView: box.mapped(scale: 0.5), boxZoom: box, sideSource: 120))
        values += (0..<Self.dimension).map { index in
          (index % 3 == kind ? 1 : 0) + (copies ? 0 : Float(random.normal(deviation: 0.08)))
        }
        if hasLesions, kind == 0 {
          lesions.append(
            FeatureLesion(type: "HE", boxSource: Box(centreX: centre.x, centreY: centre.y, side: 24)))
        }
        kindOfRow.append(kind)
      }
    }
    try block.append(
      FeatureImage(
        id: "\(patient)_\(eye)", path: "\(patient)_\(eye).png",
        sha256: ContentHash.hexadecimal(of: "\(patient)_\(eye)"), patient: "\(patient)", eye: eye,
        split: split, width: 420, height: 420, grade: graded ? Int8(grade) : -1, yM: [], yA: [], yC: [],
        y: [0.2, 0.2, 0.2, 0.2, 0.2], cropBox: Box(minX: 0, minY: 0, maxX: 420, maxY: 420)),
      attention: [Float](repeating: 0, count: 5 * Self.grid * Self.grid), regions: regions, features: values,
      lesions: lesions)
  }
}
