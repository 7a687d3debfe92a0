import Foundation
import Testing
import TestSupport

/// What scikit-learn answers; made by `Tests/Peers/affinity_propagation.py`.
struct Golden: Decodable {
  struct DataSet: Decodable, CustomTestStringConvertible {
    let name: String
    let columnCount: Int
    /// Coordinates in units of 2^-20.
    let values: [Int]
    let runs: [Run]

    var features: [Float] { values.map { Float($0) * 0x1p-20 } }
    var rowCount: Int { values.count / columnCount }
    var testDescription: String { name }
  }

  struct Run: Decodable {
    let preference: String
    let damping: Double
    let window: Int
    let maximumIterations: Int
    let iterations: Int
    let exemplars: [Int]
  }

  let unit: Double
  let dataSets: [DataSet]

  static func read() throws -> Golden {
    let place = SourceTree.test("ClusteringTests/Golden/affinity_propagation.json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: place))
  }
}

/// What R's apcluster answers on the same data sets; made by `Tests/Peers/apcluster_golden.py`.
struct ApclusterGolden: Decodable {
  struct Runs: Decodable {
    let name: String
    let runs: [Golden.Run]
  }

  let dataSets: [Runs]

  /// The runs on each data set.
  static func read() throws -> [(data: Golden.DataSet, runs: [Golden.Run])] {
    let place = SourceTree.test("ClusteringTests/Golden/apcluster.json")
    let answers = try JSONDecoder().decode(ApclusterGolden.self, from: Data(contentsOf: place)).dataSets
    let byName = Dictionary(uniqueKeysWithValues: answers.map { ($0.name, $0.runs) })
    return try Golden.read().dataSets.map { ($0, byName[$0.name] ?? []) }
  }
}
