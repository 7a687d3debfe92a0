import Fundus
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline
@testable import ZoomInNet

@Suite struct GradingEvaluationTests {
  private struct Asked: Error {}

  private static func sure(of grade: Int) -> [Float] { (0..<5).map { $0 == grade ? 1 : 0 } }

  /// Readings of all pictures in which y is the grade, and y_M is always grade 0.
  private func evaluation(
    _ study: StudyFolder, _ overrides: [String] = []
  ) throws -> (GradingEvaluation, PreparedSet) {
    let context = try study.context(["evaluate.bootstrap_draws=100"] + overrides)
    let set = try context.prepared()
    let known = Dictionary(
      uniqueKeysWithValues: set.manifest.entries.enumerated().map { index, entry in
        (
          index,
          PictureReading(
            PicturePrediction(
              picture: index, heads: [.mNet: Self.sure(of: 0)],
              probabilities: Self.sure(of: entry.grade ?? 4),
              gatedAttention: [], features: [], retina: nil, regions: []))
        )
      })
    let readings = try PictureReadings(
      EvaluateStage.heldOutSplits, of: set, known: known, with: { throw Asked() }, progress: { _ in .more })
    return (
      try GradingEvaluation(set, readings: readings, training: set, experiment: context.experiment), set
    )
  }

  @Test func `each head is measured on the graded pictures of the split, beside nuisance alone`() throws {
    let study = try StudyFolder(grades: [0, 2, 4, 1, 2, 4])
    let (grading, _) = try evaluation(study)
    var measures = Evaluation.Split()
    try grading.evaluate(.test, into: &measures)
    let y = try #require(measures.grading["y"])
    #expect(Set(measures.grading.keys) == ["y", "y_m"])
    #expect(y.pictureCount == 6 && y.patientCount == 3 && y.gradeCounts == [0, 2, 2, 0, 2])
    #expect(y.kappa.value == 1 && y.accuracy.value == 1)
    #expect(measures.grading["y_m"]?.accuracy.value == 0)
    #expect(measures.nuisance?.pictureCount == 6)
    let nuisance = try #require(measures.nuisance?.accuracy.value)
    #expect(measures.margin?.accuracy.value == 1 - nuisance, "the margin is that of the head which decides")
    var none = Evaluation.Split()
    try grading.evaluate(.shifted, into: &none)
    #expect(none == Evaluation.Split())
  }

  @Test func `the head that was asked for decides`() throws {
    let study = try StudyFolder()
    for (head, predicted) in [("y_m", [0, 0, 0, 0]), ("y", [2, 2, 1, 1])] {
      let (grading, _) = try evaluation(study, ["evaluate.head=\(head)"])
      let table = try #require(grading.table(.test))
      #expect(table.rows.map(\.image) == ["1_left", "1_right", "3_left", "3_right"])
      #expect(table.rows.map(\.predicted) == predicted, "\(head)")
      #expect(table.rows.map(\.grade) == [2, 2, 1, 1] && table.heads == ["y", "y_m"])
      #expect(grading.table(.shifted) == nil)
    }
  }

  @Test func `pictures of unknown grade are in the table and in no measure`() throws {
    let study = try StudyFolder()
    let table = try String(contentsOf: study.folder["data/manifest.csv"], encoding: .utf8)
    try study.folder.write(table.replacing("1_left,1,left,2,", with: "1_left,1,left,,"), "data/manifest.csv")
    let (grading, _) = try evaluation(study)
    #expect(grading.table(.test)?.rows.map(\.grade) == [nil, 2, 1, 1])
    var measures = Evaluation.Split()
    try grading.evaluate(.test, into: &measures)
    #expect(measures.grading["y"]?.pictureCount == 3)
  }

  @Test func `training pictures of one grade leave nothing for nuisance to tell`() throws {
    let study = try StudyFolder(grades: [0, 2, 0, 1])
    let (grading, _) = try evaluation(study)
    var measures = Evaluation.Split()
    try grading.evaluate(.test, into: &measures)
    #expect(measures.nuisance == nil && measures.margin == nil && measures.grading["y"] != nil)
  }
}
