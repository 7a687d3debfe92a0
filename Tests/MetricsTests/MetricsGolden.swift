import Foundation
import Testing

@testable import Metrics

/// Golden/metrics.json, made by `Tests/Peers/metrics_golden.py` (scikit-learn 1.9, numpy, scipy).
struct MetricsGolden: Decodable {
  struct Kappa: Decodable, Sendable {
    let truth, predicted: [Int]
    let weights: [Double]
    let kappa, weightedKappa: Double?
    let accuracy, weightedAccuracy: Double
  }
  struct Ranking: Decodable, Sendable {
    let positive: [Bool]
    let scores, weights: [Double]
    let area, weightedArea, sensitivity90, sensitivity50, weightedSensitivity90: Double
  }
  struct Areas: Decodable {
    let positive: [Bool]
    let first, second, areas, variances: [Double]
    let differenceVariance, pValue: Double
  }
  struct Partition: Decodable, Sendable {
    let clusters, classes: [Int]
    let adjustedMutualInformation, normalizedMutualInformation, mutualInformation: Double
    let adjustedRandIndex, purity: Double
  }
  struct Logistic: Decodable {
    struct Answer: Decodable {
      let c: Double
      let probabilities: [Double]
    }
    let train, test: [Double]
    let labels: [Int]
    let columns: Int
    let answers: [Answer]
  }
  struct SupportVectors: Decodable {
    struct Answer: Decodable {
      let c, gamma: Double
      let scores, perFold, transferred: [Double]
      let pooled, accuracy, sensitivity50: Double
    }
    let rows: [Double]
    let positive: [Bool]
    let folds: [Int]
    let answers: [Answer]
  }
  struct Quantiles: Decodable {
    let sample: [Double]
    let low, high: Double
  }
  struct Blind: Decodable {
    let frame, side, suppression, radius: Float
    let lesions: [[Float]]
    let found: [Double]
    let draws: Int
  }

  struct Silhouettes: Decodable, Sendable {
    let rows, values: [Double]
    let columns: Int
    let labels: [Int]
    let mean: Double
  }
  struct FalseDiscoveries: Decodable {
    let pValues, qValues: [Double]
  }

  let kappa: [Kappa]
  let ranking: [Ranking]
  let delong: Areas
  let partitions: [Partition]
  let logistic: Logistic
  let supportVectors: SupportVectors
  let quantiles: Quantiles
  let blind: Blind
  let silhouettes: [Silhouettes]
  let falseDiscovery: FalseDiscoveries

  static func load() throws -> MetricsGolden {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/metrics.json")
    return try JSONDecoder().decode(MetricsGolden.self, from: Data(contentsOf: url))
  }
}

/// Whether two numbers agree within a tolerance; NaN never does.
func agree(_ a: Double?, _ b: Double?, within tolerance: Double) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance
}

/// The largest difference of two lists; infinite where their lengths differ or a number is NaN.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// Sums of a few hundred f64 terms in another order.
let roundingTolerance = 1e-12

@Suite("The comparison of golden values")
struct ComparisonTests {
  @Test("fails on NaN, on absence and on another length")
  func fails() {
    #expect(!agree(.nan, 1, within: 1))
    #expect(!agree(nil, 1, within: 1))
    #expect(agree(nil, nil, within: 0))
    #expect(largestDifference([1], [1, 2]) == .infinity)
    #expect(largestDifference([1, .nan], [1, 2]) == .infinity)
    #expect(largestDifference([1, 2.5], [1, 2]) == 0.5)
  }
}
