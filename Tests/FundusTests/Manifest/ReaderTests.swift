import Foundation
import Fundus
import Testing
import TestSupport
import Workbench

@Suite("Readers of data sets")
struct ReaderTests {
  @Test("The EyePACS layout: patients, eyes, grades and Kaggle's splits")
  func eyepacs() throws {
    let folder = try TemporaryFolder()
    try folder.touch("images/10_left.jpeg", "images/10_right.JPG", "2_left.png", "test/3_right.tif")
    try folder.write("image,level\n10_left,0\n10_right,2\n", "trainLabels.csv")
    try folder.write("image,level,Usage\n2_left,4,Public\n3_right,,Private\n", "retinopathy_solution.csv")
    let source = DataSource(
      root: folder.url, layout: .eyepacs(EyePACSLayout(solution: "retinopathy_solution.csv")))
    let entries = try source.manifest().entries
    #expect(entries.map(\.id) == ["10_left", "10_right", "2_left", "3_right"])
    #expect(
      entries.map(\.path) == ["images/10_left.jpeg", "images/10_right.JPG", "2_left.png", "test/3_right.tif"])
    #expect(entries.map(\.patient) == ["10", "10", "2", "3"])
    #expect(entries.map(\.eye) == [.left, .right, .left, .right])
    #expect(entries.map(\.grade) == [0, 2, 4, nil])
    #expect(entries.map(\.split) == [.train, .train, .validation, .test])
  }

  @Test("Without the solution table nothing is assigned")
  func eyepacsOpen() throws {
    let folder = try TemporaryFolder()
    try folder.touch("1_left.jpeg")
    try folder.write("image,level\n1_left,0\n", "trainLabels.csv")
    let manifest = try DataSource(root: folder.url, layout: .eyepacs(EyePACSLayout())).manifest()
    #expect(manifest.entries.map(\.assignedSplit) == [nil])
  }

  @Test("A table with columns of other names, in any order of rows")
  func table() throws {
    let folder = try TemporaryFolder()
    try folder.touch("p/b.jpg", "p/a.png")
    try folder.write(
      "who;file;side;DR;part\nX;p/b.jpg;OS;3;val\nX;p/a.png;R;;\n".replacing("part", with: "split"),
      "list.csv")
    let columns = ManifestTable.Columns(path: "file", patient: "who", eye: "side", level: "DR")
    let source = DataSource(
      root: folder.url, layout: .table(ManifestTable(file: "list.csv", columns: columns)))
    let entries = try source.manifest().entries
    #expect(
      entries == [
        ManifestEntry(id: "a", path: "p/a.png", patient: "X", eye: .right),
        ManifestEntry(id: "b", path: "p/b.jpg", patient: "X", eye: .left, grade: 3, split: .validation),
      ])
  }

  @Test("Without a patient column each picture is its own patient, and names say nothing about eyes")
  func ownPatients() throws {
    let folder = try TemporaryFolder()
    try folder.touch("images/1_left.jpg", "images/1_right.jpg")
    try folder.write("image,level\n1_left.jpg,1\n1_right,1\n", "manifest.csv")
    let entries = try DataSource(root: folder.url, layout: .table(ManifestTable())).manifest().entries
    #expect(entries.map(\.patient) == ["1_left", "1_right"])
    #expect(entries.map(\.eye) == [.unknown, .unknown])
  }

  @Test(
    "What is wrong is said in one sentence with file and line",
    arguments: [
      ("image,level\na,1\nb,5\n", "line 3: the level is 5, not one of 0, 1, 2, 3, 4."),
      ("image,level\na,one\n", "line 2: the level is one, not one of 0, 1, 2, 3, 4."),
      ("image,level\na,1\na.jpg,2\n", "line 3: lists a again, which line 2 lists already."),
      ("image,level\na,1\nc,2\n", "line 3: there is no picture for c in ROOT."),
      ("image,levl\na,1\n", "line 1: has no column named level; it has image, levl."),
      ("image,level,pateint\na,1,1\n", "line 1: has no column named patient; it has image, level, pateint."),
      ("name,level\na,1\n", "line 1: has no column named image; it has name, level."),
      ("image,level,eye\na,1,top\n", "line 2: the eye of a is top, not left or right."),
      (
        "image,level,split\na,1,dev\n",
        "line 2: the split of a is dev, not one of train, validation, test, shifted."
      ),
      ("image,level,patient\na,1,\n", "line 2: the patient of a is blank."),
      ("path,level\n/a.jpg,1\n", "line 2: the path /a.jpg is absolute."),
      ("path,level\nC:\\a.jpg,1\n", "line 2: the path C:\\a.jpg is absolute."),
      ("path,level\n\\\\nas\\a.jpg,1\n", "line 2: the path \\\\nas\\a.jpg is absolute."),
      ("a.jpg,1\nb.jpg,0\n", "line 1: names a picture where the columns should be named."),
      ("a.jpg 1\nb.jpg 0\n", "line 1: names a picture where the columns should be named."),
      ("image,level\na\n", "line 2: has 1 cell where the header names 2 columns."),
      (
        "image,path,level\nx,a.jpg,1\ny,a.jpg,1\n",
        "line 3: gives y the picture a.jpg, which is x's."
      ),
    ])
  func mistakes(table: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    try folder.touch("a.jpg", "b.jpg")
    let place = try folder.write(table, "manifest.csv")
    let error = #expect(throws: FundusError.self) {
      try DataSource(root: folder.url, layout: .table(ManifestTable())).manifest()
    }
    let separator = sentence.hasPrefix("line") ? ", " : ": "
    #expect(error?.description == place + separator + sentence.replacing("ROOT", with: folder.url.path))
  }

  @Test("A table without grades, and one that pairs eyes")
  func pairs() throws {
    let folder = try TemporaryFolder()
    try folder.touch("a.jpg", "b.jpg", "c.jpg", "d.jpg")
    try folder.write("id,split\na.jpg,one\nb,two\nc,\nd,\n", "ids.csv")
    try folder.write("left;right\nb.png;a\n;c.jpg\nx;y\n", "pairs.csv")
    var table = ManifestTable(
      file: "ids.csv", columns: ManifestTable.Columns(image: "id", level: nil, split: nil), pairs: "pairs.csv"
    )
    let entries = try DataSource(root: folder.url, layout: .table(table)).manifest().entries
    #expect(entries.map(\.patient) == ["b", "b", "c", "d"])
    #expect(entries.map(\.eye) == [.right, .left, .right, .unknown])
    #expect(entries.allSatisfy { $0.grade == nil && $0.assignedSplit == nil })
    for (text, reason) in [
      ("left,right\na,b\nc,a\n", "lists a again, which line 2 lists already"),
      ("left,right\nx,y\n", "pairs none of the pictures of the data set"),
      ("one,two\na,b\n", "has no column named left; it has one, two"),
    ] {
      try folder.write(text, "pairs.csv")
      let error = #expect(throws: FundusError.self) {
        try DataSource(root: folder.url, layout: .table(table)).manifest()
      }
      #expect(error?.reason == reason)
    }
    table.columns.patient = "split"
    let both = #expect(throws: FundusError.self) {
      try DataSource(root: folder.url, layout: .table(table)).manifest()
    }
    #expect(both?.exitCode == .configuration)
  }

  @Test("DDR: three tables without header, whose grade 5 is unknown")
  func ddr() throws {
    let folder = try TemporaryFolder()
    try folder.touch("train/a.jpg", "train/b 2.jpg", "valid/c.jpg", "valid/e.jpg")
    try folder.write("\u{feff}a.jpg 0\r\n\r\nb 2.jpg  4\r\n", "train.txt")
    try folder.write("c.jpg\t5\n", "valid.txt")
    var source = DataSource(root: folder.url, layout: .ddr(DDRLayout()))
    var manifest = try source.manifest()
    #expect(manifest.entries.map(\.id) == ["a", "b 2", "c"])
    #expect(manifest.entries.map(\.grade) == [0, 4, nil])
    #expect(manifest.entries.map(\.assignedSplit) == [.train, .train, .validation])
    #expect(manifest.entries.map(\.path) == ["train/a.jpg", "train/b 2.jpg", "valid/c.jpg"])
    #expect(manifest.unlisted == ["valid/e.jpg"])
    source.unlistedPictures = .unknownGrade
    manifest = try source.manifest()
    #expect(manifest.entries.last?.assignedSplit == .validation)
    for (text, reason) in [
      ("a.jpg\n", "a.jpg is not a picture's name, a blank and its grade"),
      ("a.jpg 6\n", "the level is 6, not one of 0, 1, 2, 3, 4"),
      ("e.jpg 1\n", "there is no picture for e.jpg in \(folder.url.path)"),
    ] {
      let place = try folder.write(text, "train.txt")
      let error = #expect(throws: FundusError.self) { try source.manifest() }
      #expect(error?.description == "\(place), line 1: \(reason).")
    }
    try folder.touch("test/f.jpg")
    try folder.write("a.jpg 1\n", "train.txt")
    let error = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(error?.description == "\(folder["test.txt"].path): there is no such table.")
  }

  @Test("A folder that is not searched is named, and no whole table or split is left out")
  func forgottenFolder() throws {
    let folder = try TemporaryFolder()
    try folder.touch("train/1_left.jpeg", "1. Pictures/test/2_left.jpeg", "1. Pictures/test/3_left.jpeg")
    try folder.write("image,level\n1_left,0\n", "trainLabels.csv")
    let solution = try folder.write("image,level,Usage\n2_left,1,Private\n3_left,1,Public\n", "solution.csv")
    let hint =
      "1. Pictures/test/2_left.jpeg is in a folder that is not searched: give "
      + "'data.folders=[train, \"1. Pictures/test\"]'."
    var source = DataSource(
      root: folder.url, layout: .eyepacs(EyePACSLayout(solution: "solution.csv", folders: ["train"])))
    let refused = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(
      refused?.description == "\(solution), line 2: there is no picture for 2_left in \(folder.url.path).")
    #expect(refused?.remedy == hint)
    source.missingPictures = .skipped
    let skipped = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(skipped?.description == "\(solution): no picture that it lists is there (2 listed).")
    #expect(skipped?.remedy == hint)
    try folder.touch("train/3_left.jpeg")
    let split = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(split?.description == "\(solution): no picture of the split test is there (1 listed).")
    #expect(split?.exitCode == .missingInput)
    source.layout = .eyepacs(
      EyePACSLayout(solution: "solution.csv", folders: ["train", "1. Pictures/test"]))
    let ambiguous = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(ambiguous?.remedy == "Keep one of them, or leave the other's folder out of data.folders.")
  }

  @Test("Names and paths may be written as on Windows, unless a file is really called so")
  func backslashes() throws {
    let folder = try TemporaryFolder()
    try folder.touch("images/a.jpg", "images/b.jpg", "c\\d.jpg")
    try folder.write("path,level\nimages\\a.jpg,1\nc\\d.jpg,2\n", "paths.csv")
    try folder.write("image,level\nimages\\a.jpg,1\nx\\images\\b,0\nc\\d,2\n", "names.csv")
    func entries(_ name: String) throws -> [ManifestEntry] {
      try DataSource(root: folder.url, layout: .table(ManifestTable(file: name))).manifest().entries
    }
    #expect(try entries("paths.csv").map(\.path) == ["images/a.jpg", "c\\d.jpg"])
    #expect(try entries("names.csv").map(\.id) == ["a", "b", "c\\d"])
  }

  @Test("A misspelt column is answered with what was meant")
  func didYouMean() throws {
    let folder = try TemporaryFolder()
    try folder.touch("a.jpg")
    try folder.write("image,levl\na,1\n", "manifest.csv")
    let error = #expect(throws: FundusError.self) {
      try DataSource(root: folder.url, layout: .table(ManifestTable())).manifest()
    }
    #expect(
      error?.remedy
        == "Did you mean levl? Set data.column_level to the column's name, or to null if no grade is known.")
  }

  @Test("Missing and unlisted pictures are treated by their keys")
  func keys() throws {
    let folder = try TemporaryFolder()
    try folder.touch("1_left.jpeg", "2_left.jpeg")
    try folder.write("image,level\n1_left,0\n3_left,1\n", "trainLabels.csv")
    var source = DataSource(root: folder.url, layout: .eyepacs(EyePACSLayout()))
    source.missingPictures = .skipped
    var manifest = try source.manifest()
    #expect(manifest.entries.map(\.id) == ["1_left"])
    #expect(manifest.missing.map(\.name) == ["3_left"] && manifest.missing.map(\.line) == [3])
    #expect(manifest.unlisted == ["2_left.jpeg"])
    #expect(manifest.with(entries: manifest.entries).with(lesions: []).unlisted == ["2_left.jpeg"])
    source.unlistedPictures = .unknownGrade
    manifest = try source.manifest()
    #expect(manifest.entries.map(\.id) == ["1_left", "2_left"] && manifest.entries[1].grade == nil)
    #expect(manifest.unlisted.isEmpty)
    #expect(manifest.entries[1].patient == "2" && manifest.entries[1].eye == .left)
    source.unlistedPictures = .refused
    let error = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(
      error?.description
        == "\(folder.url.appendingPathComponent("2_left.jpeg").path): no table lists this picture.")
  }

  @Test("A root or table that does not exist is a missing input")
  func missing() throws {
    let nowhere = URL(filePath: "/nowhere/at/all")
    let root = #expect(throws: FundusError.self) {
      try DataSource(root: nowhere, layout: .eyepacs(EyePACSLayout())).manifest()
    }
    #expect(root?.exitCode == .missingInput)
    #expect(root?.description == "/nowhere/at/all: there is no such folder.")
    let folder = try TemporaryFolder()
    let table = #expect(throws: FundusError.self) {
      try DataSource(root: folder.url, layout: .table(ManifestTable())).manifest()
    }
    #expect(table?.exitCode == .missingInput)
  }

  @Test("The listing hash follows paths, sizes and labels, not the root")
  func listing() throws {
    func hash(_ content: String, level: String) throws -> String {
      let folder = try TemporaryFolder()
      try folder.write(content, "a.jpg")
      try folder.write("image,level\na,\(level)\n", "manifest.csv")
      return try DataSource(root: folder.url, layout: .table(ManifestTable())).manifest().listingHash()
    }
    let base = try hash("abc", level: "1")
    #expect(try hash("xyz", level: "1") == base)
    #expect(try hash("abcd", level: "1") != base)
    #expect(try hash("abc", level: "2") != base)
    #expect(try hash("abc", level: "") != base)
  }
}
