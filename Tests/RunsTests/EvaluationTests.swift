import Foundation
import Scoring
import Testing
import Workbench

@testable import Runs

@Suite struct EvaluationTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  /// Ten pictures of five patients; the head predicts the grade plus `shift`.
  private func report(shift: Int) throws -> (report: GradingReport, predictions: GradePredictions) {
    let grades = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]
    let probabilities = grades.flatMap { grade in
      (0..<5).map { Float($0 == (grade + shift) % 5 ? 0.6 : 0.1) }
    }
    let predictions = try GradePredictions(
      probabilities: probabilities, grades: grades, patients: (0..<10).map { "p\($0 / 2)" })
    return (predictions.report(draws: 20, seed: 1), predictions)
  }

  private func lesions() -> LesionRecallReport {
    let rule = RegionRule(side: 100, suppression: 100, framePixels: 400)
    let picture = LesionPicture(
      patient: "p", lesions: [LesionTarget(type: "MA", box: Box(centreX: 100, centreY: 100, side: 10))],
      retina: .circle(centreX: 200, centreY: 200, radius: 195, in: rule.frame),
      disc: DiscDiameter(retinaDiameter: 390))
    return LesionRecall(pictures: [picture], rule: rule).report(
      boxes: [[rule.box(x: 100, y: 100)]], density: nil, blindDraws: 2, draws: 5, seed: 1)
  }

  private func evaluation(_ splits: [String]) throws -> Evaluation {
    var evaluation = Evaluation()
    for (index, name) in splits.enumerated() {
      let (good, bad) = (try report(shift: index), try report(shift: 1))
      var split = Evaluation.Split()
      split.grading = ["y": good.report, "y_m": bad.report]
      split.nuisance = bad.report
      split.margin = good.predictions.comparison(with: bad.predictions, draws: 20, seed: 1)
      split.lesions = ["window": lesions(), "crop": lesions()]
      evaluation.splits[name] = split
    }
    return evaluation
  }

  @Test func `an evaluation is read back whole`() throws {
    let written = try evaluation(["validation", "test"])
    try written.write(to: run.directory)
    #expect(try Evaluation.read(from: run.directory) == written)
    #expect(run.directory.evaluation.lastPathComponent == "evaluation.json")
  }

  @Test func `an evaluation of an earlier version is read, without curves`() throws {
    let written = try evaluation(["test"])
    try written.write(to: run.directory)
    let new = try run.text(run.directory.evaluation)
    let data = try JSONSerialization.jsonObject(with: Data(new.utf8))
    let added: Set = ["referableROC", "curve", "centres"]
    func old(_ value: Any) -> Any {
      guard let object = value as? [String: Any] else { return value }
      return object.filter { !added.contains($0.key) }.mapValues(old)
    }
    let bytes = try JSONSerialization.data(withJSONObject: old(data))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("band"))
    try AtomicFile.write(bytes, to: run.directory.evaluation)
    let read = try Evaluation.read(from: run.directory)
    #expect(read.keyFigures == written.keyFigures)
    let split = try #require(read.splits["test"])
    #expect(split.grading["y"]?.kappa == written.splits["test"]?.grading["y"]?.kappa)
    #expect(split.lesions["crop"]?.pooled == written.splits["test"]?.lesions["crop"]?.pooled)
    #expect(split.grading["y"]?.referableROC == nil && split.lesions["crop"]?.curve == nil)
    #expect(split.lesions["crop"]?.centres == nil)
    #expect(written.splits["test"]?.grading["y"]?.referableROC != nil)
    #expect(written.splits["test"]?.lesions["crop"]?.curve != nil)
  }

  @Test func `an evaluation has these bytes`() throws {
    var written = Evaluation()
    written.splits["test"] = Evaluation.Split()
    try written.write(to: run.directory)
    #expect(
      try run.text(run.directory.evaluation) == """
        {
          "splits" : {
            "test" : {
              "grading" : {

              },
              "lesions" : {

              }
            }
          }
        }

        """)
  }

  @Test func `a run without an evaluation is told what to do`() {
    let error = #expect(throws: RunsError.self) { try Evaluation.read(from: run.directory) }
    #expect(error?.exitCode == .missingInput)
    #expect(error?.description == "\(run.directory.evaluation.path): does not exist.")
  }

  @Test func `key figures are those of the test pictures, else of the best split there is`() throws {
    #expect(Evaluation().keyFigures == nil)
    let all = try evaluation(["shifted", "validation", "test"])
    let figures = try #require(all.keyFigures)
    let test = try #require(all.splits["test"])
    #expect(figures.split == "test" && figures.pictureCount == 10)
    #expect(figures.kappa == test.grading["y"]?.kappa && figures.kappaMargin == test.margin?.kappa)
    #expect(figures.referableAUC == test.grading["y"]?.referableAUC)
    #expect(figures.lesionRecall == test.lesions["window"]?.pooled)
    #expect(figures.kappa != all.splits["shifted"]?.grading["y"]?.kappa)
    #expect(try evaluation(["shifted", "validation"]).keyFigures?.split == "validation")
    #expect(try evaluation(["shifted"]).keyFigures?.kappa.value == 1)
    var ungraded = try evaluation(["shifted"])
    ungraded.splits["shifted"]?.grading = [:]
    #expect(ungraded.keyFigures == nil)
  }
}
