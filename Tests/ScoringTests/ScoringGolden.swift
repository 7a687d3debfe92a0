import Foundation
import TestSupport

/// Golden/metrics.json, made by `Tests/Peers/metrics_golden.py` (scikit-learn 1.9, numpy, scipy).
struct ScoringGolden: Decodable {
  struct Kappa: Decodable, Sendable {
    let truth, predicted: [Int]
    let weights: [Double]
    let kappa, weightedKappa: Double?
    let accuracy, weightedAccuracy: Double
  }
  struct Curve: Decodable, Sendable {
    let falsePositiveFractions, sensitivities: [Double]
    /// Over 0, 0.01, ... 1.
    let heights: [Double]
  }
  struct Ranking: Decodable, Sendable {
    let positive: [Bool]
    let scores, weights: [Double]
    let area, weightedArea, sensitivity90, sensitivity50, weightedSensitivity90: Double
    let specificity90, weightedSpecificity90: Double
    let curve, weightedCurve: Curve
  }
  struct Areas: Decodable {
    let positive: [Bool]
    let first, second, areas, variances: [Double]
    let differenceVariance, pValue: Double
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
  struct FalseDiscoveries: Decodable {
    let pValues, qValues: [Double]
  }

  let kappa: [Kappa]
  let ranking: [Ranking]
  let delong: Areas
  let logistic: Logistic
  let supportVectors: SupportVectors
  let quantiles: Quantiles
  let blind: Blind
  let falseDiscovery: FalseDiscoveries

  static func load() throws -> ScoringGolden {
    try JSONDecoder().decode(
      ScoringGolden.self, from: Data(contentsOf: SourceTree.test("ScoringTests/Golden/metrics.json")))
  }
}
