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

  /// The same, and the pictures are there: 600 x 450 pixels each.
  private func pictures(_ folder: TemporaryFolder) throws -> Manifest {
    let picture = try Raster(width: 600, height: 450, channelCount: 1).png()
    for name in ["a", "b"] { try folder.write(picture, "\(name).png") }
    return manifest(folder)
  }

  @Test("A table of boxes, with endings, aliases and columns to spare")
  func table() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "image,type,x0,y0,x1,y1,area\nb.png,hard_exudate,1,2,3.5,4,9\na,OD,0,0,5,6,1\n", "boxes.csv")
    let lesions = try pictures(folder).adding(lesionTable: folder.url.appendingPathComponent("boxes.csv"))
    #expect(
      lesions.lesions == [
        LesionBox(image: "a", type: .opticDisc, box: Box(minX: 0, minY: 0, maxX: 5, maxY: 6)),
        LesionBox(image: "b", type: .hardExudate, box: Box(minX: 1, minY: 2, maxX: 3.5, maxY: 4)),
      ])
    #expect(lesions.lesionsByImage.map(\.count) == [1, 1])
  }

  @Test(
    "Pictures are called by name, file name or path, and boxes may reach over the edge",
    arguments: [
      "a,MA,1,1,2,2", "a.PNG,MA,1,1,2,2", "photos/a.png,MA,1,1,2,2", "C:\\photos\\a.png,MA,1,1,2,2",
      "a,MA,-20,400,30,490", "a,MA,590,440,600,450",
    ])
  func accepted(row: String) throws {
    let folder = try TemporaryFolder()
    let place = try folder.write("image,type,x0,y0,x1,y1\n\(row)\n", "boxes.csv")
    let read = try pictures(folder).adding(lesionTable: URL(filePath: place))
    #expect(read.lesions.map(\.image) == ["a"])
  }

  @Test("A picture that cannot be read does not hide the others' boxes: its preparation reports it")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let place = try folder.write("image,type,x0,y0,x1,y1\na,MA,9000,1,9002,2\n", "boxes.csv")
    let manifest = try pictures(folder)
    try folder.write("no picture", "a.png")
    #expect(try manifest.adding(lesionTable: URL(filePath: place)).lesions.count == 1)
  }

  @Test(
    "What is wrong is said in one sentence with file and line",
    arguments: [
      ("a,MA,5000,20,5040,60", "the box 5000, 20, 5040, 60 lies outside of a, which is 600 x 450 pixels."),
      ("a,MA,-9,0.5,-2.5,2", "the box -9, 0.5, -2.5, 2 lies outside of a, which is 600 x 450 pixels."),
      ("b,MA,0,0,1200,900", "the box 0, 0, 1200, 900 lies outside of b, which is 600 x 450 pixels."),
      (
        "a,MA,0.2,0.2,0.25,0.25",
        "the box 0.2, 0.2, 0.25, 0.25 is in fractions of a, which is 600 x 450 pixels."
      ),
      ("a,MA,0,0,1,1", "the box 0, 0, 1, 1 is in fractions of a, which is 600 x 450 pixels."),
      ("c,MA,1,1,2,2", "marks the picture c, which the data set lacks."),
      (
        "a,drusen,1,1,2,2",
        "the type is drusen, not one of MA, HE, FH, EX, SE, NV, IRMA, RED, BRIGHT, OTHER, OD."
      ),
      ("a,MA,2,1,2,2", "2, 1, 2, 2 is not a box: four numbers with x0 < x1 and y0 < y1 are expected."),
      ("a,MA,x,1,2,2", "x, 1, 2, 2 is not a box: four numbers with x0 < x1 and y0 < y1 are expected."),
      ("a,MA,nan,1,2,2", "nan, 1, 2, 2 is not a box: four numbers with x0 < x1 and y0 < y1 are expected."),
    ])
  func mistakes(row: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    let place = try folder.write("image,type,x0,y0,x1,y1\na,MA,1,1,2,2\n\(row)\n", "boxes.csv")
    let error = #expect(throws: FundusError.self) {
      try pictures(folder).adding(lesionTable: URL(filePath: place))
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

  /// Pictures a (train) and b (test), a table of boxes and a folder of masks.
  private func source(_ folder: TemporaryFolder) throws -> DataSource {
    let picture = try Raster(width: 8, height: 6, channelCount: 3).png()
    for name in ["a.png", "b.png"] { try folder.write(picture, name) }
    try folder.write("image,level,split\na,1,train\nb,2,test\n", "manifest.csv")
    try folder.write("image,type,x0,y0,x1,y1\na,MA,1,1,2,2\n", "boxes.csv")
    try folder.write(
      BitMask(width: 8, height: 6, bits: Array(repeating: 1, count: 48)).png(), "masks/a_EX.png")
    return DataSource(
      root: folder.url, layout: .table(ManifestTable()), lesionTables: ["boxes.csv"],
      lesionMaskFolders: ["masks"])
  }

  @Test("The listing, by which training is keyed, opens no mask and knows no lesion")
  func listingWithoutLesions() throws {
    let folder = try TemporaryFolder()
    let source = try source(folder)
    let hash = try source.manifest().listingHash()
    try folder.write("this is no picture", "masks/a_EX.png")
    try folder.write("image,type,x0,y0,x1,y1\na,MA,1,1,3,3\n", "boxes.csv")
    #expect(throws: FundusError.self) { try source.manifest() }
    let listing = try source.listing()
    #expect(listing.lesions.isEmpty)
    #expect(try listing.listingHash() == hash)
  }

  @Test("The hash of the lesions follows every table and mask, in name and content, and nothing else")
  func lesionHash() throws {
    let folder = try TemporaryFolder()
    let source = try source(folder)
    var hashes = [try source.lesionHash()]
    try folder.write("image,type,x0,y0,x1,y1\na,MA,1,1,2,3\n", "boxes.csv")
    hashes.append(try source.lesionHash())
    var bits = [UInt8](repeating: 1, count: 48)
    bits[0] = 0
    try folder.write(BitMask(width: 8, height: 6, bits: bits).png(), "masks/a_EX.png")
    hashes.append(try source.lesionHash())
    let from = folder.url.appendingPathComponent("masks/a_EX.png")
    try FileManager.default.moveItem(at: from, to: folder.url.appendingPathComponent("masks/b_EX.png"))
    hashes.append(try source.lesionHash())
    var without = source
    without.lesionTables = []
    hashes.append(try without.lesionHash())
    #expect(Set(hashes).count == hashes.count)
    // Grades, pictures and the place of the data change nothing.
    try folder.write("image,level,split\na,3,train\nb,2,test\n", "manifest.csv")
    try folder.write("longer", "a.png")
    let moved = try TemporaryFolder()
    for name in ["boxes.csv", "masks"] {
      try FileManager.default.copyItem(
        at: folder.url.appendingPathComponent(name), to: moved.url.appendingPathComponent(name))
    }
    var elsewhere = source
    elsewhere.root = moved.url
    #expect(try source.lesionHash() == hashes[3] && elsewhere.lesionHash() == hashes[3])
    try FileManager.default.removeItem(at: folder.url.appendingPathComponent("boxes.csv"))
    let error = #expect(throws: FundusError.self) { try source.lesionHash() }
    #expect(error?.exitCode == .missingInput)
  }

  @Test("Splits have lesions by their own pictures, and the optic disc is none")
  func splitsWithLesions() throws {
    func box(_ image: String, _ type: LesionType) -> LesionBox {
      LesionBox(image: image, type: type, box: Box(minX: 0, minY: 0, maxX: 1, maxY: 1))
    }
    let entries = [("a", Split.test), ("b", .validation), ("c", .shifted), ("d", .train)].map {
      ManifestEntry(id: $0, path: "\($0).png", patient: $0, split: $1)
    }
    let manifest = Manifest(
      root: URL(filePath: "/"), entries: entries,
      lesions: [box("a", .opticDisc), box("c", .red), box("d", .red), box("b", .opticDisc)])
    #expect(manifest.splitsWithLesions(among: [.validation, .test, .shifted]) == [.shifted])
    #expect(manifest.splitsWithLesions(among: [.shifted, .train]) == [.shifted, .train])
    #expect(manifest.splitsWithLesions(among: [.validation, .test]).isEmpty)
  }
}
