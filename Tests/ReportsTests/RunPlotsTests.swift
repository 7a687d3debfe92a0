import Foundation
import Runs
import Scoring
import Testing
import TestSupport
import Workbench

@testable import Reports

@Suite struct RunPlotsTests {
  private let folder: TemporaryFolder
  private var run: RunDirectory { RunDirectory(folder["run"]) }

  init() throws { folder = try TemporaryFolder() }

  private func plots(_ evaluation: Evaluation, log: [TrainingLog.Line] = SampleResults.log()) -> RunPlots {
    RunPlots(of: "name", log: log, evaluation: evaluation, splits: ["validation", "test"], decidedBy: "y")
  }

  @Test func `every plot is written as PNG and SVG, and earlier plots without results are removed`() throws {
    let evaluation = try SampleResults.evaluation()
    try folder.write("mine", "run/plots/notes.txt")
    try folder.write("old", "run/plots/roc-shifted.svg")
    let files = try plots(evaluation).write(to: run)
    #expect(
      files.map(\.lastPathComponent) == [
        "learning.png", "learning.svg", "confusion-test.png", "confusion-test.svg", "roc-test.png",
        "roc-test.svg",
        "recall-test.png", "recall-test.svg",
      ])
    #expect(try run.allPlots().count == 9, "the file of somebody else stays, the old plot goes")
    #expect(FileManager.default.fileExists(atPath: folder["run/plots/notes.txt"].path))
    let bytes = try files.map { try Data(contentsOf: $0) }
    #expect(try plots(evaluation).write(to: run) == files)
    #expect(try files.map { try Data(contentsOf: $0) } == bytes)
    #expect(bytes[0].prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    #expect(String(decoding: bytes[1].prefix(100), as: UTF8.self).contains("<?xml"))

    var ungraded = evaluation
    ungraded.splits["test"]?.grading = [:]
    ungraded.splits["test"]?.nuisance = nil
    #expect(try plots(ungraded, log: []).write(to: run).count == 2)
    #expect(
      try run.allPlots().map(\.lastPathComponent) == ["notes.txt", "recall-test.png", "recall-test.svg"])
  }

  @Test func `an evaluation without curves, and an empty one, leave out what they lack`() throws {
    #expect(plots(Evaluation(), log: []).plots.isEmpty)
    var old = try SampleResults.evaluation()
    let one = try GradePredictions(
      probabilities: [0.2, 0.2, 0.2, 0.2, 0.2], grades: [3], patients: ["a"]
    ).report(draws: 5, seed: 1)
    old.splits["test"]?.grading = ["y": one]
    old.splits["test"]?.nuisance = one
    old.splits["test"]?.lesions = [:]
    #expect(plots(old).plots.map(\.name) == ["learning", "confusion-test"], "one class has no ROC curve")
  }

  @Test func `the confusion matrix has counts and shares of rows, with kappa in its title`() throws {
    let report = try SampleResults.predictions(0.8, seed: 80).report(draws: 60, seed: 1)
    let figure = ConfusionPlot(split: "test", head: "y", report: report).figure
    #expect(figure.title == "Quadratic kappa \(report.kappa.prose), test")
    let panel = figure.rows[0][0]
    #expect(panel.up.tickTexts[1] == "1  (n = \(report.gradeCounts[1]))")
    #expect(panel.marks.count == 25)
    for truth in 0..<5 {
      var sum = 0.0
      for predicted in 0..<5 {
        guard case .cell(let place, _, let texts) = panel.marks[truth * 5 + predicted] else {
          Issue.record("not a cell")
          continue
        }
        #expect(place == PlotPlace(Double(predicted), Double(truth)))
        let count = report.confusion[truth * 5 + predicted]
        #expect(texts[0] == "\(count)")
        sum += try #require(Double(texts[1].dropLast(2)))
      }
      #expect(abs(sum - 100) <= 2.5, "five rounded shares")
    }
  }

  @Test func `a head that says the same as another shares its curve`() throws {
    let (good, bad) = (
      try SampleResults.predictions(0.8, seed: 1).report(draws: 60, seed: 1),
      try SampleResults.predictions(0.1, seed: 2).report(draws: 60, seed: 1)
    )
    let plot = try #require(ROCPlot(split: "test", grading: ["y_m": good, "y": good], nuisance: bad))
    let figure = plot.figure
    #expect(figure.rows.map(\.count) == [1])
    let panel = figure.rows[0][0]
    #expect(panel.title == "y (mean of the heads), also y_m (M-Net): AUC \(good.referableAUC.prose)")
    #expect(
      figure.legend.map(\.name) == [
        "the head", "nuisance measurements alone: AUC \(bad.referableAUC.prose)", "chance",
      ])
    let roc = try #require(good.referableROC)
    #expect(
      figure.notes[0]
        == "160 pictures of 80 patients: \(roc.positiveCount) referable, \(roc.negativeCount) not.")
    let lines = panel.marks.compactMap { mark -> [PlotPlace]? in
      if case .line(let places, _) = mark { places } else { nil }
    }
    let bands = panel.marks.compactMap { mark -> [Double]? in
      if case .band(let lower, _, _) = mark { lower.map(\.y) } else { nil }
    }
    #expect(lines.last == zip(roc.falsePositiveFractions, roc.sensitivities).map { PlotPlace($0, $1) })
    #expect(bands == [bad.referableROC?.band?.low, roc.band?.low])
  }

  @Test func `different heads have panels of their own, two in a row`() throws {
    let split = try #require(try SampleResults.evaluation().splits["test"])
    let figure = try #require(ROCPlot(split: "test", grading: split.grading, nuisance: split.nuisance)).figure
    #expect(figure.rows.map { $0.map { $0.title.prefix(3) } } == [["y (", "y_m"], ["y_a", "y_c"]])
    let alone = try #require(
      ROCPlot(split: "test", grading: split.grading.filter { $0.key == "y" }, nuisance: nil)
    ).figure
    #expect(alone.legend.map(\.name) == ["the head", "chance"])
  }

  @Test func `recall has a column for the window and one for the crop, and no point at 1`() throws {
    let lesions = ["crop": SampleResults.lesions(side: 60), "window": SampleResults.lesions(side: 90)]
    let figure = try #require(RecallPlot(split: "test", lesions: lesions)).figure
    #expect(figure.rows.map(\.count) == [2, 2])
    #expect(figure.rows[0].map { $0.title.prefix(6) } == ["window", "crop, "])
    #expect(
      figure.legend.map(\.name) == [
        "sampled regions", "baseline: uniform", "baseline: density", "baseline: centre",
        "baseline: untrained network",
      ])
    #expect(figure.notes[0] == "96 lesions (24 EX, 24 HE, 48 MA) in 24 pictures.")
    for panel in figure.rows.joined() {
      let lines = panel.marks.compactMap { mark -> [PlotPlace]? in
        if case .line(let places, _) = mark { places } else { nil }
      }
      #expect(lines.count == 5 && lines.allSatisfy { $0.count == 19 && $0[18].x == 0.95 })
    }
    let curve = try #require(lesions["window"]?.curve)
    guard case .line(let places, _) = figure.rows[0][0].marks[4] else {
      Issue.record("the sampled regions are not drawn last")
      return
    }
    #expect(places.map(\.y) == Array(curve.sampled.pooled.dropLast()))
  }

  @Test func `learning curves have a panel for each phase, and keep the extremes of many updates`() throws {
    let figure = try #require(LearningPlot(title: "t", SampleResults.log())).figure
    #expect(
      figure.rows[0].map(\.title) == [
        "m-net: 13 epochs, 1,300 updates", "a-net: 4 epochs, 400 updates",
        "zoom-in-net: 6 epochs, 600 updates",
      ])
    #expect(figure.rows[0].map(\.marks.count) == [2, 2, 8], "a single part is its sum")
    #expect(
      figure.legend.map(\.name.localizedLowercase).map { $0.prefix(6) } == [
        "loss_m", "loss_a", "loss_c", "loss: ",
      ])
    let values = SampleResults.log().filter { $0.phase == "m-net" }.compactMap { $0.losses["loss"] }
    guard case .line(let pale, _) = figure.rows[0][0].marks[0] else {
      Issue.record("the pale line is not the lowest")
      return
    }
    #expect(pale.count <= 1302 && pale.map(\.y).max() == values.max() && pale.map(\.y).min() == values.min())
    #expect(LearningPlot(title: "t", []) == nil)
  }

  @Test func `a single high loss does not flatten the others`() throws {
    var lines = SampleResults.log().filter { $0.phase == "a-net" }
    lines[7] = TrainingLog.Line(
      phase: "a-net", epoch: 0, update: 8, losses: ["loss_a": 900], learningRate: 1, gradientNorm: 1)
    let panel = try #require(LearningPlot(title: "t", lines)).figure.rows[0][0]
    let top = try #require(panel.up.ticks.last)
    #expect(top < 3)
  }
}
