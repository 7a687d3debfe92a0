import Foundation
import Fundus
import Imaging
import Testing
import TestSupport
import Workbench

@Suite("Real photographs", .withRealData)
struct RealPhotographTests {
  private let budget = ResourceBudget(threadCount: 2, memoryBytes: 4 << 30)

  private func root(_ name: String) throws -> URL {
    try #require(RealData.folder).appendingPathComponent(name)
  }

  private func prepare(_ source: DataSource, pixels: Int) throws -> PreparedSet {
    let cache = try TemporaryFolder()
    let configuration = PreparationConfiguration(viewPixels: 224, zoomPixels: pixels)
    let set = try PictureStore(folder: cache.url).prepare(source.manifest(), configuration, budget: budget)
    try look(
      set, source.root.lastPathComponent, source.root.lastPathComponent == "srahim-pairs" ? .eyepacs : .table)
    return set
  }

  /// Leaves a contact sheet and the check's text in the folder named by ZOOMIN_LOOK, for a person to look at.
  private func look(_ set: PreparedSet, _ name: String, _ layout: DataLayout) throws {
    guard let folder = ProcessInfo.processInfo.environment["ZOOMIN_LOOK"] else { return }
    let place = URL(filePath: folder)
    let sheet = try ContactSheet(maximumCount: 72).draw(set)
    try AtomicFile.write(sheet.png(), to: place.appendingPathComponent("\(name).png"))
    try AtomicFile.write(
      DataCheck(set, layout: layout).text(), to: place.appendingPathComponent("\(name).txt"))
    var outlines = CSVWriter(columns: ["image", "centre_x", "centre_y", "radius", "crop_side"])
    for (entry, picture) in zip(set.manifest.entries, set.pictures) {
      let outline = picture.outline
      outlines.append(
        [entry.id]
          + [outline.centreX, outline.centreY, outline.radiusX, picture.cropBox.width].map(CSVWriter.number))
    }
    try AtomicFile.write(outlines.text, to: place.appendingPathComponent("\(name).csv"))
  }

  @Test("Pairs in the EyePACS layout are read, paired and cropped")
  func pairs() throws {
    let set = try prepare(
      DataSource(root: root("srahim-pairs"), layout: .eyepacs(EyePACSLayout())), pixels: 560)
    let check = DataCheck(set, layout: .eyepacs)
    #expect(check.usableCount == 298 && check.patientCount == 149 && check.pairCount == 149)
    #expect(check.gradeCounts == [146, 46, 78, 13, 15, 0])
    try expectTightCircles(set)
  }

  @Test("Photographs with coarse boxes are read and cropped; no optic disc leaves the retina")
  func grading() throws {
    let source = try DataSource(
      root: root("idrid-grading"), layout: .table(ManifestTable(file: "labels.csv")),
      lesionTables: ["boxes.csv"])
    let set = try prepare(source, pixels: 560)
    #expect(DataCheck(set, layout: .table).gradeCounts == [133, 17, 120, 70, 46, 0])
    try expectTightCircles(set)
    for index in 0..<set.count {
      for lesion in set.lesionsByImage[index] {
        let (x, y) = (lesion.box.centreX, lesion.box.centreY)
        #expect(set.pictures[index].outline.contains(x: x, y: y), "\(lesion)")
      }
    }
  }

  @Test("Masks give the boxes that the table lists")
  func masks() throws {
    let layout = DataSource.Layout.table(ManifestTable(file: "labels.csv"))
    let table = DataSource(
      root: try root("idrid-lesions"), layout: layout, lesionTables: ["lesion_boxes.csv"])
    let masks = DataSource(root: table.root, layout: layout, lesionMaskFolders: ["masks"])
    let listed = try table.manifest()
    #expect(listed.entries.count { $0.grade == nil } == 3)
    #expect(try Set(masks.manifest().lesions) == Set(listed.lesions))
    let set = try prepare(table, pixels: 1230)
    try expectTightCircles(set)
  }

  /// Every border is a circle, and a second measurement agrees: just inside it the picture is bright nearly
  /// everywhere, just outside, at the same angle, at most half as bright.
  private func expectTightCircles(_ set: PreparedSet) throws {
    for index in 0..<set.count {
      let picture = set.pictures[index]
      let id = set.manifest.entries[index].id
      #expect(picture.method == .circle, "\(id)")
      let view = try set.view(index)
      let outline = picture.outline(side: view.width)
      func level(_ degrees: Int, _ factor: Float) -> Int? {
        let angle = Float(degrees) * .pi / 180
        let x = outline.centreX + factor * outline.radiusX * cos(angle)
        let y = outline.centreY + factor * outline.radiusY * sin(angle)
        guard outline.picture.contains(x: x, y: y), x >= 0, y >= 0, Int(x) < view.width, Int(y) < view.height
        else { return nil }
        let pixel = (Int(y) * view.width + Int(x)) * 3
        return view.samples[pixel..<pixel + 3].max().map(Int.init)
      }
      let inside = (0..<360).compactMap { level($0, 0.97) }
      #expect(Double(inside.count { $0 > 20 }) > 0.9 * Double(inside.count), "\(id)")
      let falls = (0..<360).compactMap { degrees in
        level(degrees, 0.97).flatMap { inner in level(degrees, 1.03).map { 2 * $0 <= inner } }
      }
      #expect(!falls.isEmpty, "\(id)")
      #expect(Double(falls.count { $0 }) >= 0.85 * Double(falls.count), "\(id)")
    }
  }
}
