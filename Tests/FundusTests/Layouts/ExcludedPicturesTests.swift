import TestSupport
import Testing

@testable import Fundus

/// `data.exclude`, which every layout reads alike.
@Suite struct ExcludedPicturesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.touch("1_left.jpeg", "1_right.jpeg", "2_left.jpeg")
    try folder.write("image,level\n1_left,0\n1_right,1\n2_left,2\n3_left,3\n", "trainLabels.csv")
  }

  private func manifest(_ list: String) throws -> Manifest {
    try folder.write(list, "exclude.csv")
    return try DataSource(root: folder.url, layout: .eyepacs(EyePACSLayout()), exclude: "exclude.csv")
      .manifest()
  }

  @Test(arguments: [
    "3_left\n1_right\n", "\u{feff}# withdrawn\r\n\r\n3_left.jpeg\r\n1_right.jpeg\r\n",
    "train/3_left.tif\ntrain\\1_right\n",
    "image,reason\n3_left,\"blurred, dark\"\n1_right,twice\n",
    "reason;image\nblurred;3_left.jpeg\ntwice;1_right\n",
  ])
  func `names of a list or of a table are left out, also those without a picture`(list: String) throws {
    let manifest = try manifest(list)
    #expect(manifest.entries.map(\.id) == ["1_left", "2_left"])
    #expect(manifest.excluded == ["1_right", "3_left"])
    #expect(manifest.missing.isEmpty && manifest.unlisted.isEmpty)
    #expect(manifest.with(entries: manifest.entries).with(lesions: []).excluded == manifest.excluded)
  }

  @Test func `a name that is no picture's is an error with its line`() throws {
    let error = #expect(throws: FundusError.self) { try manifest("3_left\n1_rigth\n") }
    #expect(
      error?.description
        == "\(folder["exclude.csv"].path), line 2: leaves out 1_rigth, which the data set lacks.")
  }

  @Test func `pictures that no table lists may be left out, too`() throws {
    try folder.touch("4_left.jpeg")
    #expect(try manifest("3_left\n").unlisted == ["4_left.jpeg"])
    #expect(try manifest("3_left\n4_left\n").unlisted.isEmpty)
  }

  @Test func `lesions of a picture that is left out are ignored`() throws {
    try folder.write("image,type,x0,y0,x1,y1\n1_right,MA,1,1,2,2\n", "boxes.csv")
    let manifest = try manifest("3_left\n1_right\n")
    #expect(try manifest.adding(lesionTable: folder["boxes.csv"]).lesions.isEmpty)
  }

  @Test func `a list that leaves out everything, and one that is not there`() throws {
    let all = #expect(throws: FundusError.self) { try manifest("1_left\n1_right\n2_left\n3_left\n") }
    #expect(all?.description == "\(folder.url.path): data.exclude leaves out every picture.")
    let missing = #expect(throws: FundusError.self) {
      try DataSource(root: folder.url, layout: .eyepacs(EyePACSLayout()), exclude: "no.txt").manifest()
    }
    #expect(missing?.description == "\(folder["no.txt"].path): there is no such list of pictures.")
    #expect(missing?.exitCode == .missingInput)
  }

  @Test func `the list may lie elsewhere, and IDRiD's names are ids or paths`() throws {
    let (data, elsewhere) = (try TemporaryFolder(), try TemporaryFolder())
    let training = "1. Original Images/a. Training Set"
    try data.touch("\(training)/IDRiD_001.jpg", "\(training)/IDRiD_002.jpg", "\(training)/IDRiD_003.jpg")
    try data.write(
      "Image name,Retinopathy grade\nIDRiD_001,0\nIDRiD_002,1\nIDRiD_003,2\n",
      "2. Groundtruths/a. IDRiD_Disease Grading_Training Labels.csv")
    let list = try elsewhere.write("train_IDRiD_001\n\(training)/IDRiD_002.jpg\n", "list.txt")
    let source = DataSource(root: data.url, layout: .idrid(IDRiDLayout()), exclude: list)
    #expect(try source.manifest().entries.map(\.id) == ["train_IDRiD_003"])
    try elsewhere.write("IDRiD_001\n", "list.txt")
    #expect(throws: FundusError.self) { try source.manifest() }
  }
}
