import Foundation
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

  /// Two rings that only a narrow kernel tells apart.
  private func rings() -> (rows: [Double], positive: [Bool], patients: [String]) {
    var rows: [Double] = []
    for index in 0..<60 {
      let angle = Double(index) * 2.399963
      let radius = index % 2 == 0 ? 1.0 : 1.3
      rows += [radius * cos(angle), radius * sin(angle)]
    }
    return (rows, (0..<60).map { $0 % 2 == 0 }, (0..<60).map { "\($0 / 2)" })
  }

  @Test("the keys are chosen inside the training rows of each fold")
  func grid() throws {
    let (rows, positive, patients) = rings()
    let folds = try SupportVectorProtocol.folds(patients: patients, isPositive: positive, count: 5, seed: 1)
    let wide = SupportVectorKeys(cost: 1, gamma: 1e-3)
    let narrow = SupportVectorKeys(cost: 100, gamma: 8)
    #expect(
      try SupportVectorProtocol.best(
        of: [wide, narrow], rows: rows, isPositive: positive, folds: folds, columnCount: 2, threadCount: 2)
        == narrow)
    let chosen = try SupportVectorProtocol(keys: wide, columnCount: 2).crossValidated(
      rows: rows, isPositive: positive, patients: patients, folds: folds, choosingFrom: [wide, narrow],
      seed: 1)
    let given = try SupportVectorProtocol(keys: narrow, columnCount: 2).crossValidated(
      rows: rows, isPositive: positive, folds: folds)
    #expect(chosen == given)
    // The first of equally good keys.
    #expect(
      try SupportVectorProtocol.best(
        of: [narrow, narrow, wide], rows: rows, isPositive: positive, folds: folds, columnCount: 2) == narrow)
  }

  @Test("the report has the figures of the result, and intervals around them")
  func report() throws {
    let (rows, positive, patients) = rings()
    let keys = SupportVectorKeys(cost: 1, gamma: 1)
    let folds = try SupportVectorProtocol.folds(patients: patients, isPositive: positive, count: 5, seed: 1)
    let result = try SupportVectorProtocol(keys: keys, columnCount: 2).crossValidated(
      rows: rows, isPositive: positive, folds: folds)
    let report = try SupportVectorReport(
      result, isPositive: positive, keys: keys, foldCount: 5,
      bootstrap: PatientBootstrap(patients: patients, draws: 200, seed: 1))
    #expect(report.pictureCount == 60 && report.patientCount == 30 && report.positiveCount == 30)
    #expect(report.areaUnderCurve.value == result.pooledAUC && report.meanFoldAUC == result.meanFoldAUC)
    #expect(report.accuracy.value == result.accuracy)
    #expect(report.sensitivityAtSpecificity50.value == result.sensitivityAtSpecificity50)
    let interval = try #require(report.areaUnderCurve.interval)
    let value = try #require(report.areaUnderCurve.value)
    #expect(interval.low < value && value < interval.high)
  }

  @Test(
    "grades answer the questions",
    arguments: [(0, false, false), (1, true, false), (2, true, true), (4, true, true)])
  func questions(grade: Int, isAbnormal: Bool, isReferable: Bool) {
    #expect(SupportVectorConfiguration.Question.abnormal.isPositive(grade) == isAbnormal)
    #expect(SupportVectorConfiguration.Question.referable.isPositive(grade) == isReferable)
  }
}
