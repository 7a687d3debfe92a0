import Foundation
import Fundus
import Imaging
import Testing
import TestSupport
import Workbench

@Suite("Readers of lesions")
struct LesionReaderTests {
  private func manifest(_ folder: TemporaryFolder) -> Manifest {
    Manifest(
      root: folder.url,
      entries: ["b", "a"].map { ManifestEntry(id: $0, path: "\($0).png", patient: $0, grade: 1) })
  }

  @Test("A table of boxes, with endings, aliases and columns to spare")
  func table() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "image,type,x0,y0,x1,y1,area\nb.png,hard_exudate,1,2,3.5,4,9\na,OD,0,0,5,6,1\n", "boxes.csv")
    let lesions = try manifest(folder).adding(lesionTable: folder.url.appendingPathComponent("boxes.csv"))
    #expect(
      lesions.lesions == [
        LesionBox(image: "a", type: .opticDisc, box: Box(minX: 0, minY: 0, maxX: 5, maxY: 6)),
        LesionBox(image: "b", type: .hardExudate, box: Box(minX: 1, minY: 2, maxX: 3.5, maxY: 4)),
      ])
    #expect(lesions.lesionsByImage.map(\.count) == [1, 1])
  }

  @Test(
    "What is wrong is said in one sentence with file and line",
    arguments: [
      ("c,MA,1,1,2,2", "marks the picture c, which the data set lacks."),
      (
        "a,drusen,1,1,2,2",
        "the type is drusen, not one of MA, HE, FH, EX, SE, NV, IRMA, RED, BRIGHT, OTHER, OD."
      ),
      ("a,MA,2,1,2,2", "2, 1, 2, 2 is no box: four numbers with x0 < x1 and y0 < y1 are expected."),
      ("a,MA,x,1,2,2", "x, 1, 2, 2 is no box: four numbers with x0 < x1 and y0 < y1 are expected."),
      ("a,MA,nan,1,2,2", "nan, 1, 2, 2 is no box: four numbers with x0 < x1 and y0 < y1 are expected."),
    ])
  func mistakes(row: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    let place = try folder.write("image,type,x0,y0,x1,y1\na,MA,1,1,2,2\n\(row)\n", "boxes.csv")
    let error = #expect(throws: FundusError.self) {
      try manifest(folder).adding(lesionTable: URL(filePath: place))
    }
    #expect(error?.description == "\(place), line 3: \(sentence)")
  }

  @Test("Masks become the boxes of their connected parts")
  func masks() throws {
    let folder = try TemporaryFolder()
    try folder.write(Raster(width: 8, height: 6, channelCount: 3).png(), "a.png")
    var bits = [UInt8](repeating: 0, count: 48)
    for (x, y) in [(1, 1), (2, 2), (6, 4), (7, 4)] { bits[y * 8 + x] = 1 }
    try folder.write(BitMask(width: 8, height: 6, bits: bits).png(), "masks/a_EX.png")
    let lesions = try manifest(folder).adding(lesionMasksIn: folder.url.appendingPathComponent("masks"))
      .lesions
    #expect(
      lesions == [
        LesionBox(image: "a", type: .hardExudate, box: Box(minX: 1, minY: 1, maxX: 3, maxY: 3)),
        LesionBox(image: "a", type: .hardExudate, box: Box(minX: 6, minY: 4, maxX: 8, maxY: 5)),
      ])
  }

  @Test("A mask of another size, of no picture or of no type is refused")
  func badMasks() throws {
    for (name, part) in [("a_EX", "but a.png is 8 x 6"), ("c_EX", "lacks"), ("a_XX", "is not named")] {
      let folder = try TemporaryFolder()
      try folder.write(Raster(width: 8, height: 6, channelCount: 3).png(), "a.png")
      try folder.write(Raster(width: 4, height: 6, channelCount: 1).png(), "masks/\(name).png")
      let error = #expect(throws: FundusError.self) {
        try manifest(folder).adding(lesionMasksIn: folder.url.appendingPathComponent("masks"))
      }
      #expect(error?.description.contains(part) == true, "\(String(describing: error))")
    }
  }
}
