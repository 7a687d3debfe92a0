import Foundation
import Runs
import Testing
import Workbench

@Suite struct PredictionTableTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  private let rows = [
    PredictionTable.Row(
      image: "1_left", patient: "1", eye: "left", grade: 2,
      probabilities: ["y": [0.25, 0.25, 0.125, 0.125, 0.25], "y_m": [0, 0, 1, 0, 0]]),
    PredictionTable.Row(
      image: "a, b", patient: "2", eye: "unknown", grade: nil,
      probabilities: ["y": [0, 0, 0.1, 0.9, 0], "y_m": [0.5, 0.5, 0, 0, 0]]),
  ]

  private func file() throws -> URL {
    try PredictionTable(heads: ["y_m", "y"], rows: rows).write(to: run.directory, split: "test")
    return run.directory.predictions(ofSplit: "test")
  }

  @Test func `a table has these bytes: the combined head first, an unknown grade empty`() throws {
    let file = try file()
    #expect(file.path == run.directory.url.path + "/predictions/test.csv")
    #expect(
      try run.text(file) == """
        image,patient,eye,grade,predicted,y_0,y_1,y_2,y_3,y_4,y_m_0,y_m_1,y_m_2,y_m_3,y_m_4
        1_left,1,left,2,0,0.25,0.25,0.125,0.125,0.25,0.0,0.0,1.0,0.0,0.0
        "a, b",2,unknown,,3,0.0,0.0,0.1,0.9,0.0,0.5,0.5,0.0,0.0,0.0

        """)
  }

  @Test func `a table is read back`() throws {
    _ = try file()
    let table = try PredictionTable.readIfPresent(from: run.directory, split: "test")
    #expect(table?.heads == ["y", "y_m"] && table?.rows == rows)
    #expect(try PredictionTable.readIfPresent(from: run.directory, split: "shifted") == nil)
  }

  @Test func `of equally probable grades the lowest is predicted`() {
    #expect(rows[0].predicted == 0)
    let row = PredictionTable.Row(
      image: "i", patient: "p", eye: "left", grade: 1, probabilities: ["y": [0.1, 0.3, 0.3, 0.3, 0]])
    #expect(row.predicted == 1)
  }

  @Test(arguments: [
    ("0.9", "many", "line 3: holds many where a number must be."),
    (",,3", ",,5", "line 3: holds 5 where a grade must be."),
    (",2,0,", ",two,0,", "line 2: holds two where a grade must be."),
    ("y_m_4", "y_m_5", "has columns that do not begin with image,patient,"),
    (
      ",y_m_4", "",
      "line 2: has 15 cells where the header names 14 columns."
    ),
    (
      "0.5,0.5,0.0,0.0,0.0\n", "0.5,0.5,0.0,0.0,0.0",
      "ends in the middle of a line."
    ),
  ])
  func `a damaged cell or column is named`(old: String, new: String, sentence: String) throws {
    let file = try file()
    let text = try run.text(file)
    try AtomicFile.write(text.replacingOccurrences(of: old, with: new), to: file)
    let error = #expect(throws: RunsError.self) {
      try PredictionTable.readIfPresent(from: run.directory, split: "test")
    }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "no error")")
    #expect(error?.remedy == "Delete the file; the same command evaluates the run again.")
  }
}
