import Foundation
import Imaging
import TestSupport
import Testing
import Workbench

@testable import Fundus

/// Small copies of IDRiD with the names of the distribution.
@Suite struct IDRiDLayoutTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func source(_ root: String = "") -> DataSource {
    DataSource(root: root.isEmpty ? folder.url : folder[root], layout: .idrid(IDRiDLayout()))
  }

  private static let training = "2. Groundtruths/a. IDRiD_Disease Grading_Training Labels.csv"
  private static let testing = "2. Groundtruths/b. IDRiD_Disease Grading_Testing Labels.csv"

  /// The part `B. Disease Grading`: two pictures for training and one for testing.
  private func writeGrading(in part: String = "B. Disease Grading") throws {
    try folder.touch(
      "\(part)/1. Original Images/a. Training Set/IDRiD_001.jpg",
      "\(part)/1. Original Images/a. Training Set/IDRiD_002.jpg",
      "\(part)/1. Original Images/b. Testing Set/IDRiD_001.jpg")
    try folder.write(
      "Image name,Retinopathy grade,Risk of macular edema ,,,,,,,,,\r\nIDRiD_001,3,2,,,,,,,,,\r\n"
        + "IDRiD_002,,0,,,,,,,,,\r\n,,,,,,,,,,,\r\n,,,,,,,,,,,\r\n", "\(part)/\(Self.training)")
    try folder.write(
      "Image name,Retinopathy grade,Risk of macular edema \r\nIDRiD_001,4,0\r\n", "\(part)/\(Self.testing)")
  }

  /// The part `A. Segmentation`: a picture of each set, and the masks of four kinds of TIFF.
  private func writeSegmentation(in part: String = "A. Segmentation") throws {
    let picture = try Raster(width: 8, height: 6, channelCount: 3).jpeg(quality: 90)
    for place in ["a. Training Set/IDRiD_01", "b. Testing Set/IDRiD_55"] {
      try folder.write(picture, "\(part)/1. Original Images/\(place).jpg")
    }
    for set in ["a. Training Set", "b. Testing Set"] {
      for lesion in Self.lesions {
        try folder.write("", "\(part)/2. All Segmentation Groundtruths/\(set)/\(lesion)/.keep")
      }
    }
    let masks = "\(part)/2. All Segmentation Groundtruths"
    try folder.write(
      Data(Self.mask([(1, 1)], colours: 3).tiff(bits: 8)),
      "\(masks)/a. Training Set/1. Microaneurysms/IDRiD_01_MA.tif")
    try folder.write(
      Data(Self.mask([(2, 0), (3, 1)], colours: 3).adding(channel: 255).tiff(bits: 8, (338, 3, [2]))),
      "\(masks)/a. Training Set/2. Haemorrhages/IDRiD_01_HE.tif")
    try folder.write(
      Data(Self.mask([(0, 5), (7, 5)], colours: 1).tiff(bits: 8, (262, 3, [3]), (320, 3, Self.palette))),
      "\(masks)/a. Training Set/3. Hard Exudates/IDRiD_01_EX.tif")
    try folder.write(
      Data(Self.mask([(4, 4)], colours: 1).tiff(bits: 8)),
      "\(masks)/b. Testing Set/5. Optic Disc/IDRiD_55_OD.tif")
  }

  private static let lesions = [
    "1. Microaneurysms", "2. Haemorrhages", "3. Hard Exudates", "4. Soft Exudates", "5. Optic Disc",
  ]

  /// Colour 0 is black, colour 76 red: the three columns of 256 shades one after the other.
  private static let palette = (0..<768).map { $0 == 76 ? UInt32(65_535) : 0 }

  /// A mask of 8 x 6 pixels that is red, or of grey 76, at some places.
  private static func mask(_ places: [(x: Int, y: Int)], colours: Int) -> WrittenPicture {
    var bytes = [UInt8](repeating: 0, count: 48 * colours)
    for (x, y) in places { bytes[(y * 8 + x) * colours] = colours == 1 ? 76 : 255 }
    return WrittenPicture(width: 8, height: 6, channelCount: colours, bytes: bytes)
  }

  @Test(arguments: ["B. Disease Grading", "", "B. Disease Grading/B. Disease Grading"])
  func `the official sets are the splits, and ids say which set`(part: String) throws {
    try writeGrading(in: part)
    #expect(IDRiDLayout.isIn(folder.url))
    let manifest = try source().manifest()
    #expect(manifest.entries.map(\.id) == ["test_IDRiD_001", "train_IDRiD_001", "train_IDRiD_002"])
    #expect(manifest.entries.map(\.grade) == [4, 3, nil])
    #expect(manifest.entries.map(\.assignedSplit) == [.test, .train, .train])
    #expect(manifest.entries.map(\.patient) == manifest.entries.map(\.id))
    #expect(manifest.entries.allSatisfy { $0.eye == .unknown })
    #expect(manifest.entries[0].path.hasSuffix("1. Original Images/b. Testing Set/IDRiD_001.jpg"))
    #expect(manifest.unlisted.isEmpty && manifest.lesions.isEmpty)
  }

  @Test(arguments: ["A. Segmentation", ""])
  func `masks in colours, with alpha, with a palette and in grey are lesions of pictures without grades`(
    part: String
  )
    throws
  {
    try writeSegmentation(in: part)
    let manifest = try source().manifest()
    #expect(manifest.entries.map(\.id) == ["IDRiD_01", "IDRiD_55"])
    #expect(manifest.entries.map(\.assignedSplit) == [.train, .test])
    #expect(manifest.entries.allSatisfy { $0.grade == nil })
    func lesion(_ image: String, _ type: LesionType, _ x0: Float, _ y0: Float, _ x1: Float, _ y1: Float)
      -> LesionBox
    {
      LesionBox(image: image, type: type, box: Box(minX: x0, minY: y0, maxX: x1, maxY: y1))
    }
    #expect(
      manifest.lesions == [
        lesion("IDRiD_01", .microaneurysm, 1, 1, 2, 2), lesion("IDRiD_01", .haemorrhage, 2, 0, 4, 2),
        lesion("IDRiD_01", .hardExudate, 0, 5, 1, 6), lesion("IDRiD_01", .hardExudate, 7, 5, 8, 6),
        lesion("IDRiD_55", .opticDisc, 4, 4, 5, 5),
      ])
  }

  @Test func `both parts are read together, and masks are in the hash of the lesions`() throws {
    try writeGrading()
    let without = try source().lesionHash()
    try writeSegmentation()
    let manifest = try source().manifest()
    #expect(manifest.entries.count == 5 && manifest.lesions.count == 5)
    #expect(manifest.unlisted.isEmpty)
    let with = try source().lesionHash()
    #expect(with != without)
    let mask =
      "A. Segmentation/2. All Segmentation Groundtruths/a. Training Set/1. Microaneurysms/IDRiD_01_MA.tif"
    try folder.write(Data(Self.mask([(1, 2)], colours: 3).tiff(bits: 8)), mask)
    #expect(try source().lesionHash() != with)
    // The listing, by which training is keyed, opens no mask.
    try folder.write("no picture", mask)
    #expect(try source().listing().entries.count == 5)
    #expect(throws: FundusError.self) { try source().manifest() }
  }

  @Test func `a picture without a row is unlisted, and its id says its set`() throws {
    try writeGrading()
    try folder.touch("B. Disease Grading/1. Original Images/b. Testing Set/IDRiD_009.jpg")
    var source = self.source()
    #expect(
      try source.manifest().unlisted == ["B. Disease Grading/1. Original Images/b. Testing Set/IDRiD_009.jpg"]
    )
    source.unlistedPictures = .unknownGrade
    let added = try source.manifest().entries.first { $0.id == "test_IDRiD_009" }
    #expect(added?.assignedSplit == .test && added?.grade == nil)
  }

  @Test func `part of the distribution may be absent, but not a set's table alone`() throws {
    try writeGrading(in: "")
    try FileManager.default.removeItem(at: folder[Self.testing])
    let error = #expect(throws: FundusError.self) { try source().manifest() }
    #expect(error?.description == "\(folder[Self.testing].path): there is no such table.")
    #expect(
      error?.remedy == "It belongs to the pictures of b. Testing Set: add it, or remove their folder.")
    try FileManager.default.removeItem(at: folder["1. Original Images/b. Testing Set"])
    #expect(try source().manifest().entries.count == 2)
  }

  @Test func `what is wrong is said with file and line`() throws {
    try writeGrading(in: "")
    let table = folder[Self.training].path
    for (text, sentence) in [
      ("Image name,Retinopathy grade\nIDRiD_001,5\n", "line 2: the level is 5, not one of 0, 1, 2, 3, 4."),
      (
        "Image name,Retinopathy grade\nIDRiD_001,1\nIDRiD_001,1\n",
        "line 3: lists train_IDRiD_001 again, which line 2 lists already."
      ),
      (
        "Image name,Retinopathy grade\nIDRiD_044,1\n",
        "line 2: there is no picture for IDRiD_044 in \(folder.url.path)."
      ),
      (
        "Image,Retinopathy grade\nIDRiD_001,1\n",
        "line 1: has no column named Image name; it has Image, Retinopathy grade."
      ),
    ] {
      try folder.write(text, Self.training)
      let error = #expect(throws: FundusError.self) { try source().manifest() }
      #expect(error?.description == "\(table), \(sentence)")
    }
  }

  @Test func `a folder of masks that is not there is an error, because its lesions would seem to be none`()
    throws
  {
    try writeSegmentation(in: "")
    let masks = "2. All Segmentation Groundtruths/b. Testing Set/4. Soft Exudates"
    try FileManager.default.removeItem(at: folder[masks])
    let error = #expect(throws: FundusError.self) { try source().manifest() }
    #expect(error?.description == "\(folder[masks].path): the folder of lesion masks cannot be listed.")
    #expect(error?.exitCode == .missingInput)
  }

  @Test func `a folder with neither part is named`() throws {
    try folder.touch("C. Localization/1. Original Images/a. Training Set/IDRiD_001.jpg")
    #expect(!IDRiDLayout.isIn(folder.url))
    let error = #expect(throws: FundusError.self) { try source().manifest() }
    #expect(
      error?.description
        == "\(folder.url.path): holds neither IDRiD's part A. Segmentation nor its part B. Disease Grading.")
  }
}
