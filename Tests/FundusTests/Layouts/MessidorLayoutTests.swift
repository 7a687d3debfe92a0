import TestSupport
import Testing

@testable import Fundus

/// Small copies of Messidor with the names of the distribution.
@Suite struct MessidorLayoutTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var source: DataSource { DataSource(root: folder.url, layout: .messidor(MessidorLayout())) }

  private static let header =
    "Image name,Ophthalmologic department,Retinopathy grade,Risk of macular edema \n"

  private static func row(_ picture: String, _ grade: String) -> String {
    "\(picture),Service Ophtalmologie Lariboisière,\(grade),0\n"
  }

  @Test func `every base has its table, beside its pictures or in the root`() throws {
    try folder.touch(
      "Base11/20051019_38557_0100_PP.tif", "Base11/20051020_43808_0100_PP.tif",
      "Base34/20051216_44939_0200_PP.tif")
    try folder.write(
      Self.header + Self.row("20051019_38557_0100_PP.tif", "3") + Self.row("20051020_43808_0100_PP.tif", "0"),
      "Base11/Annotation_Base11.csv")
    try folder.write(Self.header + Self.row("20051216_44939_0200_PP.tif", "2"), "Annotation Base34.csv")
    #expect(MessidorLayout.isIn(folder.url))
    let manifest = try source.manifest()
    #expect(
      manifest.entries.map(\.id)
        == ["20051019_38557_0100_PP", "20051020_43808_0100_PP", "20051216_44939_0200_PP"])
    #expect(manifest.entries.map(\.grade) == [3, 0, 2])
    #expect(manifest.entries[2].path == "Base34/20051216_44939_0200_PP.tif")
    #expect(
      manifest.entries.allSatisfy { $0.assignedSplit == nil && $0.patient == $0.id && $0.eye == .unknown })
    #expect(manifest.unlisted.isEmpty)
  }

  @Test func `an Excel file that was not converted is answered with how to convert it`() throws {
    try folder.touch(
      "Base11/a.tif", "Base12/b.tif", "Base11/Annotation_Base11.xls", "Base12/Annotation_Base12.xls")
    #expect(MessidorLayout.isIn(folder.url))
    let command = "soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' *.xls"
    for base in ["Base11", "Base12"] {
      let error = #expect(throws: FundusError.self) { try source.manifest() }
      #expect(
        error?.message
          == "\(folder["\(base)/Annotation_\(base).xls"].path): is an Excel file, and Annotation_\(base).csv is not there. "
          + "LibreOffice converts it, in its folder: `\(command)`.")
      #expect(error?.exitCode == .missingInput)
      // A converted table may lie in another place than its Excel file.
      try folder.write(
        Self.header + Self.row(base == "Base11" ? "a.tif" : "b.tif", "1"), "Annotation_\(base).csv")
    }
    #expect(try source.manifest().entries.count == 2)
  }

  @Test func `what is wrong is said with file and line`() throws {
    let missing = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(missing?.description == "\(folder.url.path): holds no table such as Annotation_Base11.csv.")
    try folder.touch("Base11/a.tif", "Base12/b.tif")
    for (text, sentence) in [
      (Self.header + Self.row("a.tif", "4"), "line 2: the level is 4, not one of 0, 1, 2, 3."),
      (
        Self.header + Self.row("a.tif", "1") + Self.row("a.tif", "2"),
        "line 3: lists a again, which line 2 lists already."
      ),
      (Self.header + Self.row("c.tif", "1"), "line 2: there is no picture for c.tif in \(folder.url.path)."),
      ("Image,Grade\na.tif,1\n", "line 1: has no column named Image name; it has Image, Grade."),
    ] {
      let place = try folder.write(text, "Base11/Annotation_Base11.csv")
      let error = #expect(throws: FundusError.self) { try source.manifest() }
      #expect(error?.description == "\(place), \(sentence)")
    }
    let first = try folder.write(Self.header + Self.row("a.tif", "1"), "Base11/Annotation_Base11.csv")
    let second = try folder.write(Self.header + Self.row("a.tif", "1"), "Base12/Annotation_Base12.csv")
    let repeated = #expect(throws: FundusError.self) { try source.manifest() }
    #expect(
      repeated?.description == "\(second), line 2: lists a again, which line 2 of \(first) lists already.")
  }

  @Test func `only the named folders are searched for pictures`() throws {
    try folder.touch("Base11/a.tif", "small/a.jpg")
    try folder.write(Self.header + Self.row("a.tif", "1"), "Annotation_Base11.csv")
    #expect(try source.manifest().entries.map(\.path) == ["Base11/a.tif"], "a whole name decides")
    let small = DataSource(root: folder.url, layout: .messidor(MessidorLayout(folders: ["small"])))
    #expect(try small.manifest().entries.map(\.path) == ["small/a.jpg"])
  }
}
