import Foundation
import Testing
import Workbench

@testable import Fundus

@Suite("Columns by name")
struct ColumnFinderTests {
  private func finder(_ header: String) throws -> ColumnFinder {
    ColumnFinder(try CSVTable(Data((header + "\n").utf8), place: "labels.csv"))
  }

  @Test("a column is found by its exact name")
  func found() throws {
    let finder = try finder("image,level,patient")
    #expect(try finder.index("level") == 1)
    #expect(try finder.optionalIndex("patient", key: "data.patient_column", taken: []) == 2)
    #expect(try finder.optionalIndex("eye", key: "data.eye_column", taken: []) == nil)
  }

  @Test("a column that is missing is answered with those there are, and the one that was nearly meant")
  func missing() throws {
    let error = #expect(throws: FundusError.self) {
      try finder("Image,levle,patient").index("level", key: "data.grade_column")
    }
    #expect(error?.code == .malformed && error?.line == 1)
    #expect(error?.reason == "has no column named level; it has Image, levle, patient")
    // Two letters are too many to be wrong in a name of five.
    #expect(error?.remedy == "Set data.grade_column to the column's name.")
    let near = #expect(throws: FundusError.self) { try finder("Image,level").index("image") }
    #expect(near?.remedy == "Did you mean Image?")
  }

  @Test("a misspelt column that may be absent is an error, unless it is another column's")
  func misspelt() throws {
    let error = #expect(throws: FundusError.self) {
      try finder("image,level,pateint").optionalIndex("patient", key: "data.patient_column", taken: ["image"])
    }
    #expect(error?.remedy == "Did you mean pateint? Set data.patient_column to the column's name.")
    #expect(
      try finder("image,level,pateint").optionalIndex(
        "patient", key: "data.patient_column", taken: ["pateint"]) == nil)
  }
}
