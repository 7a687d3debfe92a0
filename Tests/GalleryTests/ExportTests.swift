import Discovery
import Foundation
import Labels
import Runs
import Testing
import Workbench

@testable import Gallery

struct ExportTests {
  private static func export(_ gallery: SampleGallery) throws -> GalleryExport {
    try GalleryExport(
      GalleryConfiguration(
        outputs: gallery.outputs, labels: OutputsDirectory(gallery.outputs).labels, author: "reader",
        program: URL(fileURLWithPath: "/bin/true")))
  }

  /// Every file of a folder, by its path in it.
  private static func files(in folder: URL) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: paths.filter { FileKind(of: folder.appendingPathComponent($0)) == .file }.map {
        ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
      })
  }

  @Test func `every link of an exported clustering leads to a file in the folder`() async throws {
    let gallery = try SampleGallery()
    _ = try await gallery.post("\(gallery.path)/0/judgement", "decision=accepted&name=HE&note=round")
    _ = try await gallery.post("\(gallery.path)/0/labels", "which=all&term=MA")
    let target = gallery.folder.appendingPathComponent("given")
    let result = try Self.export(gallery).write(gallery.clustering.folder, to: target)
    let files = try Self.files(in: target)
    let clusterCount = gallery.clustering.assignment.clusterCount
    #expect(result.clusterCount == clusterCount && result.tileCount == gallery.mined.rowCount)
    #expect(files.keys.filter { $0.hasSuffix(".html") }.count == clusterCount + 1)
    let link = try Regex("(?:href|src)=\"([^\"#]+)\"")
    for (name, data) in files where name.hasSuffix(".html") {
      let text = String(decoding: data, as: UTF8.self)
      #expect(!text.contains("<script") && !text.contains("<form"))
      for match in text.matches(of: link) {
        let path = String(match.output[1].substring ?? "")
        #expect(files[path] != nil, "\(name) leads to \(path)")
      }
    }
    let page = String(decoding: try #require(files["cluster-0.html"]), as: UTF8.self)
    #expect(page.contains("accepted as HE: round") && page.contains("MA (reader)"))
  }

  @Test func `no patient, picture or hash is given away, and the table beside the folder tells them apart`()
    throws
  {
    let gallery = try SampleGallery()
    let target = gallery.folder.appendingPathComponent("given")
    let result = try Self.export(gallery).write(gallery.clustering.folder, to: target)
    let all = try Self.files(in: target).filter { !$0.key.hasSuffix(".jpg") && $0.key != "gallery.css" }
    for data in all.values {
      let text = String(decoding: data, as: UTF8.self)
      for image in gallery.mined.images {
        #expect(!text.contains(image.id) && !text.contains(image.sha256) && !text.contains(image.path))
      }
      #expect(!text.contains(gallery.mined.contentHash) && !text.contains(gallery.folder.path))
    }
    let table = try CSVTable(contentsOf: result.pseudonyms)
    #expect(table.rows.count == Set(gallery.mined.images.map(\.patient)).count)
    #expect(Set(table.rows.map { $0.cells[1] }).count == table.rows.count)
    #expect(!result.pseudonyms.path.hasPrefix(target.path + "/"))
    // Neither names nor numbers of tiles follow the order of the pictures.
    let numbers = PictureNames.shuffledRows(of: gallery.mined)
    #expect(numbers.sorted() == Array(0..<gallery.mined.rowCount) && numbers != numbers.sorted())
    let names = PictureNames(pseudonymsOf: gallery.mined)
    #expect(Set(names.ofImage).count == gallery.mined.images.count)
  }

  @Test func `nothing is replaced, and nothing is left where the export fails`() throws {
    let gallery = try SampleGallery()
    let target = gallery.folder.appendingPathComponent("given")
    try AtomicFile.createFolder(target)
    #expect(throws: GalleryStartError.self) {
      try Self.export(gallery).write(gallery.clustering.folder, to: target)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).isEmpty)
    let bare = try SampleGallery(tiles: false)
    let other = bare.folder.appendingPathComponent("given")
    #expect(throws: GalleryStartError.self) {
      try Self.export(bare).write(bare.clustering.folder, to: other)
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: bare.folder.path)
    #expect(left.allSatisfy { !$0.contains("given") })
  }
}
