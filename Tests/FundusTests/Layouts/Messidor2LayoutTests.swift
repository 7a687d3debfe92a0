import TestSupport
import Testing

@testable import Fundus

/// Small copies of Messidor-2 with the names of the distribution and of the published grades.
@Suite struct Messidor2LayoutTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var source: DataSource { DataSource(root: folder.url, layout: .messidor2(Messidor2Layout())) }

  private static let grades = """
    image_id,adjudicated_dr_grade,adjudicated_dme,adjudicated_gradable
    20051020_43808_0100_PP.png,0,0,1
    20051020_43832_0100_PP.png,1,0,1
    IM000149.jpg,4,0,1
    IM002385.jpg,,,0

    """

  private func write(pictures folderName: String = "IMAGES/", pairs: String = "messidor-2.csv") throws {
    for name in ["20051020_43808_0100_PP.tif", "20051020_43832_0100_PP.png", "IM000149.JPG", "IM002385.JPG"] {
      try folder.touch(folderName + name)
    }
    try folder.write(Self.grades, "messidor_data.csv")
    try folder.write(
      "left;right\n20051020_43808_0100_PP.png;20051020_43832_0100_PP.png\nIM002385.JPG;IM000149.JPG\n", pairs)
  }

  @Test(arguments: ["IMAGES/", "", "messidor-2/messidor-2/preprocess/"])
  func `pairs are patients, ungradable is unknown, and endings may differ`(folderName: String) throws {
    try write(pictures: folderName)
    #expect(Messidor2Layout.isIn(folder.url))
    let manifest = try source.manifest()
    #expect(
      manifest.entries.map(\.id)
        == ["20051020_43808_0100_PP", "20051020_43832_0100_PP", "IM000149", "IM002385"])
    #expect(manifest.entries.map(\.grade) == [0, 1, 4, nil])
    #expect(
      manifest.entries.map(\.patient)
        == ["20051020_43808_0100_PP", "20051020_43808_0100_PP", "IM002385", "IM002385"])
    #expect(manifest.entries.map(\.eye) == [.left, .right, .right, .left])
    #expect(manifest.entries[0].path == "\(folderName)20051020_43808_0100_PP.tif")
    #expect(manifest.entries.allSatisfy { $0.assignedSplit == nil } && manifest.unlisted.isEmpty)
  }

  @Test func `the columns of a usual re-upload are read too`() throws {
    try write()
    try folder.write(
      Self.grades.replacing("image_id", with: "id_code").replacing("adjudicated_dr_grade", with: "diagnosis"),
      "messidor_data.csv")
    #expect(try source.manifest().entries.map(\.grade) == [0, 1, 4, nil])
  }

  @Test func `a grade of a picture that could not be graded does not count`() throws {
    try write()
    try folder.write(
      Self.grades.replacing("IM002385.jpg,,,0", with: "IM002385.jpg,2,0,0"), "messidor_data.csv")
    #expect(try source.manifest().entries.last?.grade == nil)
  }

  @Test func `without the grades the pairs list the pictures`() throws {
    try write()
    try folder.remove("messidor_data.csv")
    try folder.write(
      "left,right\n20051020_43808_0100_PP.png,20051020_43832_0100_PP.png\n,IM000149.JPG\n", "messidor-2.csv")
    #expect(Messidor2Layout.isIn(folder.url))
    let manifest = try source.manifest()
    #expect(manifest.entries.map(\.eye) == [.left, .right, .right])
    #expect(manifest.entries.allSatisfy { $0.grade == nil })
    #expect(manifest.unlisted == ["IMAGES/IM002385.JPG"])
  }

  @Test func `without the pairs nothing is read, because both eyes of a patient would be divided`() throws {
    try write(pairs: "pairs.csv")
    let error = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(error?.description == "\(folder["messidor-2.csv"].path): there is no such table.")
    #expect(error?.remedy?.contains("data.source=table data.table=messidor_data.csv") == true)
    var renamed = source
    renamed.layout = .messidor2(Messidor2Layout(pairs: "pairs.csv"))
    #expect(try renamed.manifest().entries.count == 4)
  }

  @Test func `what is wrong is said with file and line`() throws {
    try write()
    let place = folder["messidor_data.csv"].path
    let header = "image_id,adjudicated_dr_grade\n"
    for (text, sentence) in [
      (header + "IM000149.jpg,5\n", "line 2: the level is 5, not one of 0, 1, 2, 3, 4."),
      (
        header + "IM000149.jpg,1\nIM000149.JPG,1\n",
        "line 3: lists IM000149 again, which line 2 lists already."
      ),
      (header + "IM000150.jpg,1\n", "line 2: there is no picture for IM000150.jpg in \(folder.url.path)."),
      (
        "image_id,grade\nIM000149.jpg,1\n",
        "line 1: has no column named adjudicated_dr_grade; it has image_id, grade."
      ),
    ] {
      try folder.write(text, "messidor_data.csv")
      let error = #expect(throws: FundusError.self) { try source.manifest() }
      #expect(error?.description == "\(place), \(sentence)")
    }
    try folder.write(Self.grades, "messidor_data.csv")
    try folder.write("left,right\nx,y\n", "messidor-2.csv")
    let others = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(others?.reason == "pairs none of the pictures of the data set")
  }
}
