import Testing
import TestSupport

@testable import Scoring

@Suite("The RBF-SVM protocol")
struct SupportVectorTests {
  /// Both sides stop at a tolerance of 1e-9; the dual has a flat optimum.
  private let tolerance = 1e-5

  @Test("cross-validation and transfer give scikit-learn's decision values")
  func golden() throws {
    let golden = try ScoringGolden.load().supportVectors
    #expect(golden.answers.count == 2)
    for answer in golden.answers {
      let keys = SupportVectorKeys(cost: answer.c, gamma: answer.gamma, tolerance: 1e-9)
      let measure = SupportVectorProtocol(keys: keys)
      let result = try measure.crossValidated(
        rows: golden.rows, isPositive: golden.positive, folds: golden.folds)
      #expect(largestDifference(result.scores, answer.scores) < tolerance)
      #expect(agree(result.pooledAUC, answer.pooled, within: roundingTolerance))
      #expect(largestDifference(result.foldAUC.map { $0 ?? .nan }, answer.perFold) < roundingTolerance)
      #expect(agree(result.accuracy, answer.accuracy, within: roundingTolerance))
      #expect(agree(result.sensitivityAtSpecificity50, answer.sensitivity50, within: roundingTolerance))
      let threaded = try measure.crossValidated(
        rows: golden.rows, isPositive: golden.positive, folds: golden.folds, threadCount: 2)
      #expect(threaded == result)
      let transferred = try measure.trained(
        on: Array(golden.rows[..<350]), isPositive: Array(golden.positive[..<70]),
        testedOn: Array(golden.rows[350...]), testIsPositive: Array(golden.positive[70...]))
      #expect(largestDifference(transferred.scores, answer.transferred) < tolerance)
    }
  }

  @Test("the positive class is up, whichever comes first")
  func sign() throws {
    let rows: [Double] = [0, 0.1, 0.2, 0.9, 1, 1.1]
    let measure = SupportVectorProtocol(columnCount: 1)
    for positive in [[false, false, false, true, true, true], [true, true, true, false, false, false]] {
      let result = try measure.trained(
        on: rows, isPositive: positive, testedOn: rows, testIsPositive: positive)
      #expect(result.pooledAUC == 1)
      #expect(result.accuracy == 1)
    }
  }

  @Test("folds keep patients together and share the positives out")
  func folds() throws {
    let patients = (0..<200).map { "\($0 / 2)" }
    let positive = (0..<200).map { $0 < 60 }
    let folds = try SupportVectorProtocol.folds(patients: patients, isPositive: positive, seed: 1)
    #expect(Set(folds) == Set(0..<10))
    for pair in 0..<100 { #expect(folds[2 * pair] == folds[2 * pair + 1]) }
    for fold in 0..<10 {
      #expect(folds.count { $0 == fold } == 20)
      #expect(zip(folds, positive).count { $0 == fold && $1 } == 6)
    }
    #expect(try SupportVectorProtocol.folds(patients: patients, isPositive: positive, seed: 2) != folds)
    #expect(throws: ScoringError.self) {
      try SupportVectorProtocol.folds(patients: ["a", "a"], isPositive: [true, false], seed: 1)
    }
  }

  @Test("one class, NaN and a negative C are refused")
  func refuses() {
    let measure = SupportVectorProtocol(columnCount: 1)
    #expect(throws: ScoringError.self) {
      try measure.trained(on: [1, 2], isPositive: [true, true], testedOn: [1], testIsPositive: [true])
    }
    #expect(throws: ScoringError.self) {
      try measure.trained(on: [1, .nan], isPositive: [true, false], testedOn: [1], testIsPositive: [true])
    }
    let negative = SupportVectorProtocol(keys: SupportVectorKeys(cost: -1), columnCount: 1)
    let error = #expect(throws: ScoringError.self) {
      try negative.trained(on: [1, 2], isPositive: [true, false], testedOn: [1], testIsPositive: [true])
    }
    #expect(error?.description == "support vector machine: LIBSVM refuses the keys: C <= 0.")
  }
}
