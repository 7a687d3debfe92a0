import Foundation
import Fundus
import Imaging
import Runs
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct PredictionRunTests {
  private func predict(
    _ study: StudyFolder, _ places: [URL], _ overrides: [String] = [], draws: Bool = false,
    console: Console = Console()
  ) throws -> (PredictionRun.Result, CSVTable) {
    let result = try PredictionRun(
      run: study.run.url, places: places, out: study.folder["out"], overrides: overrides, draws: draws,
      console: console
    ).perform()
    return (result, try CSVTable(contentsOf: result.folder.appendingPathComponent("predictions.csv")))
  }

  @Test func `a table's pictures are predicted as an evaluation predicts them`() throws {
    let study = try StudyFolder()
    try study.train(["regions.minimum_response=-1000"])
    let (result, table) = try predict(study, [study.data])
    #expect(result.pictureCount == 8 && result.skippedCount == 0)
    #expect(
      table.columns.prefix(12)
        == [
          "image", "path", "patient", "eye", "grade", "predicted", "referable", "y_0", "y_1", "y_2", "y_3",
          "y_4",
        ])
    #expect(table.columns.count == 7 + 4 * 5)
    let set = try study.prepared()
    let network = try TrainedRun(at: study.run.url).network()
    let direct = try network.predictor(set, study.experiment(["regions.minimum_response=-1000"]))
      .predictions(Array(0..<8))
    for (row, prediction) in zip(table.rows, direct) {
      #expect(row.cells[7..<12].compactMap { Float($0) } == prediction.probabilities)
      #expect(row.cells[5] == "\(prediction.level)")
      let referable = prediction.probabilities[2...].reduce(0) { $0 + Double($1) }
      #expect(Double(row.cells[6]) == referable)
    }
    #expect(table.rows[2].cells[0] == "1_left" && table.rows[2].cells[4] == "2")
    let regions = try CSVTable(contentsOf: result.folder.appendingPathComponent("regions.csv"))
    #expect(regions.rows.count == direct.reduce(0) { $0 + $1.regions.count })
    for (row, region) in zip(regions.rows, direct.flatMap(\.regions)) {
      #expect(row.cells[2] == "\(region.level)" && Float(row.cells[3]) == region.response)
    }
    let first = try #require(regions.rows.first)
    let box = set.pictures[0].sourceBox(
      direct[0].regions[0].cropZoom, fromSide: try study.experiment().preset.zoomPixels)
    #expect(first.cells[6..<10].compactMap { Float($0) } == [box.minX, box.minY, box.maxX, box.maxY])
  }

  @Test func `pictures named one by one are paired by their names, and have no grade`() throws {
    let study = try StudyFolder()
    try study.train(["regions.minimum_response=-1000"])
    let (_, whole) = try predict(study, [study.data])
    let (_, table) = try predict(
      study,
      [study.data.appendingPathComponent("1_right.png"), study.data.appendingPathComponent("1_left.png")])
    #expect(
      table.rows.map { Array($0.cells[..<5]) } == [
        ["1_left", study.data.appendingPathComponent("1_left.png").path, "1", "left", ""],
        ["1_right", study.data.appendingPathComponent("1_right.png").path, "1", "right", ""],
      ])
    #expect(table.rows.map { $0.cells[5...] } == whole.rows[2..<4].map { $0.cells[5...] })
  }

  @Test func `a broken picture is listed, and the others are predicted`() throws {
    let study = try StudyFolder()
    try study.train(["regions.minimum_response=-1000"])
    try study.folder.write("no picture", "data/0_left.png")
    let log = try ConsoleLog()
    let (result, table) = try predict(study, [study.data], console: log.console)
    #expect(table.rows.count == 7 && result.skippedCount == 1)
    let skipped = try CSVTable(contentsOf: result.folder.appendingPathComponent("skipped.csv"))
    #expect(skipped.rows.map { $0.cells[0] } == ["0_left"])
    #expect(
      try log.lines.contains { $0.hasPrefix("warning: 1 picture is skipped, the first is 0_left.png: ") })
  }

  @Test func `panels and overlays of every level are drawn`() throws {
    let study = try StudyFolder()
    try study.train(["regions.minimum_response=-1000"])
    let picture = study.data.appendingPathComponent("1_left.png")
    let (result, _) = try predict(study, [picture], draws: true)
    let panel = try Raster.load(result.folder.appendingPathComponent("panels/1_left.png"))
    #expect(panel.width == 1824)
    let zoom = try study.experiment().preset.zoomPixels
    #expect(FileKind(of: result.folder.appendingPathComponent("overlays/1_left-regions.jpg")) == .file)
    let overlays = try (1...4).map {
      try Raster.load(result.folder.appendingPathComponent("overlays/1_left-level-\($0).jpg"))
    }
    #expect(overlays.allSatisfy { $0.width == zoom && $0.height == zoom })
    #expect(Set(overlays.map(\.samples)).count > 1, "the levels differ")
  }

  @Test func `the run and the pictures' folder stay as they are`() throws {
    let study = try StudyFolder()
    try study.train(["regions.minimum_response=-1000"])
    func files() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: study.run.url.path).sorted()
        + FileManager.default.subpathsOfDirectory(atPath: study.data.path).sorted()
    }
    let before = try files()
    _ = try predict(study, [study.data], draws: true)
    #expect(try files() == before)
  }

  @Test func `the mean over orientations differs from the upright reading, and regions do not`() throws {
    let study = try StudyFolder()
    try study.train(["regions.minimum_response=-1000"])
    // A picture without symmetry.
    var raster = try Raster.load(study.data.appendingPathComponent("1_left.png"))
    for index in 0..<40 { raster.samples[(60 * 160 + 40 + index) * 3] = 255 }
    try study.folder.write(try raster.png(), "data/1_left.png")
    let (one, upright) = try predict(study, [study.data.appendingPathComponent("1_left.png")])
    let regions = try String(contentsOf: one.folder.appendingPathComponent("regions.csv"), encoding: .utf8)
    let (eight, mean) = try predict(
      study, [study.data.appendingPathComponent("1_left.png")], ["evaluate.orientations=8"])
    #expect(upright.rows[0].cells[7...] != mean.rows[0].cells[7...])
    #expect(
      try String(contentsOf: eight.folder.appendingPathComponent("regions.csv"), encoding: .utf8) == regions)
    let sum = mean.rows[0].cells[7..<12].compactMap { Float($0) }.reduce(0, +)
    #expect(abs(sum - 1) < 1e-5)
  }

  @Test func `without a trained A-Net there is no attention to show`() throws {
    let study = try StudyFolder()
    try study.train(["regions.minimum_response=-1000", "phase_2.epochs=0", "phase_3.epochs=0"])
    let log = try ConsoleLog()
    let (result, table) = try predict(
      study, [study.data.appendingPathComponent("1_left.png")], draws: true, console: log.console)
    #expect(table.rows.count == 1 && table.columns.last == "y_m_4")
    #expect(try CSVTable(contentsOf: result.folder.appendingPathComponent("regions.csv")).rows.isEmpty)
    #expect(FileKind(of: result.folder.appendingPathComponent("panels")) == .absent)
    #expect(try log.lines.contains { $0.hasPrefix("warning: A-Net of this run was not trained") })
  }

  @Test func `nothing under a name is one sentence`() throws {
    let study = try StudyFolder()
    try study.train(["regions.minimum_response=-1000"])
    let error = #expect(throws: WorkbenchError.self) { try predict(study, [study.folder["nowhere.jpg"]]) }
    #expect(error?.code == .missing && error?.place == study.folder["nowhere.jpg"].path)
  }
}
