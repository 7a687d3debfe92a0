import TestSupport
import Testing

@testable import Fundus

/// Small copies of APTOS 2019 with the names of the competition and of its re-upload.
@Suite struct APTOSLayoutTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var source: DataSource { DataSource(root: folder.url, layout: .aptos(APTOSLayout())) }

  private func writeCompetition() throws {
    try folder.touch(
      "train_images/000c1434d8d7.png", "train_images/001639a390f0.png", "test_images/0005cfc8afb6.png")
    try folder.write("id_code,diagnosis\n000c1434d8d7,2\n001639a390f0,4\n", "train.csv")
    try folder.write("id_code\n0005cfc8afb6\n", "test.csv")
  }

  @Test func `the competition's training pictures are not divided, and its test pictures have no grades`()
    throws
  {
    try writeCompetition()
    #expect(APTOSLayout.isIn(folder.url))
    let entries = try source.manifest().entries
    #expect(entries.map(\.id) == ["0005cfc8afb6", "000c1434d8d7", "001639a390f0"])
    #expect(entries.map(\.grade) == [nil, 2, 4])
    #expect(entries.map(\.assignedSplit) == [.test, nil, nil])
    #expect(entries.allSatisfy { $0.patient == $0.id && $0.eye == .unknown })
  }

  @Test func `without the competition's test pictures their table is not read`() throws {
    try writeCompetition()
    try folder.remove("test_images")
    #expect(try source.manifest().entries.map(\.id) == ["000c1434d8d7", "001639a390f0"])
  }

  @Test(arguments: [true, false])
  func `the tables of the re-upload are the splits`(isNested: Bool) throws {
    for (name, picture) in [("train", "a"), ("val", "b"), ("test", "c")] {
      try folder.touch("\(name)_images/\(isNested ? "\(name)_images/" : "")\(picture).png")
    }
    try folder.write("id_code,diagnosis\na,0\n", "train_1.csv")
    try folder.write("id_code,diagnosis\nb,1\n", "valid.csv")
    try folder.write("id_code,diagnosis\r\nc,2\r\n,\r\n,\r\n", "test.csv")
    #expect(APTOSLayout.isIn(folder.url))
    let manifest = try source.manifest()
    #expect(manifest.entries.map(\.grade) == [0, 1, 2])
    #expect(manifest.entries.map(\.assignedSplit) == [.train, .validation, .test])
    #expect(manifest.unlisted.isEmpty)
    // A graded table is not passed over where its pictures are forgotten.
    try folder.remove("test_images")
    let error = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(
      error?.description
        == "\(folder["test.csv"].path), line 2: there is no picture for c in \(folder.url.path).")
  }

  @Test func `a picture that no table lists has the split of its folder`() throws {
    try writeCompetition()
    try folder.touch("test_images/b.png", "train_images/c.png")
    var adding = source
    #expect(try adding.manifest().unlisted == ["test_images/b.png", "train_images/c.png"])
    adding.unlistedPictures = .unknownGrade
    let entries = try adding.manifest().entries
    #expect(entries.first { $0.id == "b" }?.assignedSplit == .test)
    #expect(entries.contains { $0.id == "c" && $0.assignedSplit == nil })
  }

  @Test func `what is wrong is said with file and line`() throws {
    let missing = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(missing?.description == "\(folder["train.csv"].path): there is no such table.")
    try writeCompetition()
    for (name, text, sentence) in [
      (
        "train.csv", "id_code,diagnosis\n000c1434d8d7,5\n",
        "line 2: the level is 5, not one of 0, 1, 2, 3, 4."
      ),
      (
        "train.csv", "id_code,diagnosis\n000c1434d8d7,1\n000c1434d8d7.png,1\n",
        "line 3: lists 000c1434d8d7 again, which line 2 lists already."
      ),
      (
        "train.csv", "id_code,level\n000c1434d8d7,1\n",
        "line 1: has no column named diagnosis; it has id_code, level."
      ),
      ("train.csv", "id_code\n000c1434d8d7\n", "line 1: has no column named diagnosis; it has id_code."),
      (
        "test.csv", "id_code,diagnose\n0005cfc8afb6,1\n",
        "line 1: has no column named diagnosis; it has id_code, diagnose."
      ),
    ] {
      try writeCompetition()
      let place = try folder.write(text, name)
      let error = #expect(throws: FundusError.self) { try source.manifest() }
      #expect(error?.description == "\(place), \(sentence)")
    }
    try writeCompetition()
    try folder.write("id_code,diagnosis\n000c1434d8d7,2\n", "train_1.csv")
    let both = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(
      both?.reason.hasPrefix("holds train.csv of the competition and train_1.csv of the re-upload") == true)
  }

  @Test func `other tables called train are not those of APTOS`() throws {
    try folder.write("image,level\na,1\n", "train.csv")
    #expect(!APTOSLayout.isIn(folder.url))
    try folder.write("\u{feff}\"id_code\";\"diagnosis\"\n", "train.csv")
    #expect(APTOSLayout.isIn(folder.url))
  }
}
