import Foundation
import TestSupport
import Testing
import Workbench

@testable import Fundus

@Suite("The record beside a zoom square")
struct PictureRecordTests {
  private var record: PictureRecord {
    PictureRecord(
      cropBox: [-5, 0, 95, 100], sourceWidth: 100, sourceHeight: 90,
      outline: RetinaOutline(
        centreX: 45, centreY: 50, radiusX: 50, radiusY: 50,
        picture: Box(minX: 0, minY: 0, maxX: 100, maxY: 90)), method: .circle, zoomByteCount: 1234)
  }

  @Test("is read back as it was written")
  func written() throws {
    let file = try TemporaryFolder()["a/record.json"]
    try record.save(to: file)
    #expect(PictureRecord.load(file) == record)
    var refused = PictureRecord()
    (refused.refusal, refused.remedy) = ("is only 3 x 3 pixels large", "Replace it.")
    try refused.save(to: file)
    #expect(PictureRecord.load(file) == refused)
  }

  @Test("is none where the file is missing, cut off or of something else")
  func damaged() throws {
    let folder = try TemporaryFolder()
    #expect(PictureRecord.load(folder["record.json"]) == nil)
    try record.save(to: folder["record.json"])
    let whole = try Data(contentsOf: folder["record.json"])
    try folder.write(whole.prefix(whole.count / 2), "record.json")
    #expect(PictureRecord.load(folder["record.json"]) == nil)
    try folder.write("{\"clusters\":3}", "record.json")
    #expect(PictureRecord.load(folder["record.json"]) == nil)
  }

  @Test("that cannot be written is an error about its file")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    try folder.write("a file", "a")
    let error = #expect(throws: FundusError.self) { try record.save(to: folder["a/record.json"]) }
    #expect(error?.code == .unwritable && error?.exitCode == .cannotCreate)
  }
}
