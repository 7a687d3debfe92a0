import Foundation
import TestSupport
import Testing

@testable import Fundus

/// Which layout a folder has.
@Suite struct DataLayoutTests {
  @Test(arguments: [
    ("manifest.csv", DataLayout.table), ("trainLabels.csv", .eyepacs), ("train.txt", .ddr),
    ("B. Disease Grading/2. Groundtruths/a. IDRiD_Disease Grading_Training Labels.csv", .idrid),
    ("2. Groundtruths/b. IDRiD_Disease Grading_Testing Labels.csv", .idrid),
    (
      "A. Segmentation/2. All Segmentation Groundtruths/a. Training Set/1. Microaneurysms/IDRiD_01_MA.tif",
      .idrid
    ),
    ("train.csv", .aptos), ("train_1.csv", .aptos), ("Base11/Annotation_Base11.csv", .messidor),
    ("Base11/Annotation_Base11.xls", .messidor), ("Annotation_Base34.csv", .messidor),
    ("messidor_data.csv", .messidor2), ("messidor-2.csv", .messidor2), ("a.jpg", .pictures),
    ("2024/May/a.tif", .pictures),
  ])
  func `a folder is recognised by its tables`(file: String, layout: DataLayout) throws {
    let folder = try TemporaryFolder()
    try folder.write("id_code,diagnosis\n", file)
    #expect(try DataLayout.recognise(in: folder.url) == layout)
    // Pictures beside a table change nothing.
    try folder.touch("images/b.jpg")
    #expect(try DataLayout.recognise(in: folder.url) == layout)
  }

  @Test func `every layout but that of pictures is recognised above`() {
    #expect(DataLayout.allCases.count == 8)
    #expect(DataLayout.allCases.map(\.rawValue).contains("messidor-2"))
  }

  @Test func `tables that the keys name decide, also where they are not there`() throws {
    let folder = try TemporaryFolder()
    try folder.touch("manifest.csv", "trainLabels.csv", "a.jpg")
    #expect(try DataLayout.recognise(in: folder.url) == .table)
    var keys = DataConfiguration()
    keys.labels = "grades.csv"
    #expect(try DataLayout.recognise(in: folder.url, keys) == .eyepacs)
    keys.table = "labels.csv"
    #expect(try DataLayout.recognise(in: folder.url, keys) == .table)
  }

  @Test func `a folder with nothing to read is a missing input`() throws {
    let folder = try TemporaryFolder()
    try folder.touch("notes.txt", "a.bmp")
    let error = #expect(throws: FundusError.self) { try DataLayout.recognise(in: folder.url) }
    #expect(
      error?.description
        == "\(folder.url.path): holds no table of a known layout and no picture that can be read.")
    #expect(error?.exitCode == .missingInput)
  }

  @Test func `files that look like tables are named`() throws {
    let folder = try TemporaryFolder()
    try folder.touch("labels.CSV", "grades.xlsx", "a.jpg", "notes.txt", ".x.csv")
    #expect(DataLayout.possibleTables(in: folder.url) == ["grades.xlsx", "labels.CSV"])
  }

  @Test(
    .withRealData,
    arguments: [
      ("srahim-pairs", nil, DataLayout.eyepacs), ("idrid-grading", "labels.csv", .table),
      ("idrid-lesions", "labels.csv", .table), ("full-size", nil, .pictures),
    ] as [(String, String?, DataLayout)])
  func `real folders are recognised`(name: String, table: String?, layout: DataLayout) throws {
    let root = try #require(RealData.folder).appendingPathComponent(name)
    var keys = DataConfiguration()
    if let table { keys.table = table }
    #expect(try DataLayout.recognise(in: root, keys) == layout)
    let counts = ["srahim-pairs": 298, "idrid-grading": 386, "idrid-lesions": 12, "full-size": 8]
    #expect(try keys.source(root: root, layout: layout).listing().entries.count == counts[name])
  }
}
