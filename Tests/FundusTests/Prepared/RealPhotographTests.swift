import Foundation
import Fundus
import Imaging
import Testing
import Workbench

/// Real photographs lie outside the project; the variable names the folder that holds them.
private let realData = ProcessInfo.processInfo.environment["ZOOMIN_REAL_DATA"].map { URL(filePath: $0) }

@Suite("Real photographs", .enabled(if: realData != nil, "ZOOMIN_REAL_DATA is not set"))
struct RealPhotographTests {
  private let budget = ResourceBudget(threadCount: 2, memoryBytes: 4 << 30)

  private func root(_ name: String) throws -> URL {
    try #require(realData).appendingPathComponent(name)
  }

  private func prepare(_ source: DataSource, pixels: Int) throws -> PreparedSet {
    let cache = try DataFolder()
    let configuration = PreparationConfiguration(viewPixels: 224, zoomPixels: pixels)
    let set = try PictureStore(folder: cache.url).prepare(source.manifest(), configuration, budget: budget)
    try look(set, source.root.lastPathComponent)
    return set
  }

  /// Leaves a contact sheet and the check's text in the folder named by ZOOMIN_LOOK, for a person to look at.
  private func look(_ set: PreparedSet, _ name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["ZOOMIN_LOOK"] else { return }
    let place = URL(filePath: folder)
    let sheet = try ContactSheet(maximumCount: 72).draw(set)
    try AtomicFile.write(sheet.png(), to: place.appendingPathComponent("\(name).png"))
    try AtomicFile.write(DataCheck(set).text(), to: place.appendingPathComponent("\(name).txt"))
  }

  @Test("Pairs in the EyePACS layout are read, paired and cropped")
  func pairs() throws {
    let set = try prepare(
      DataSource(root: root("srahim-pairs"), layout: .eyepacs(EyePACSLayout())), pixels: 560)
    let check = DataCheck(set)
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
    #expect(DataCheck(set).gradeCounts == [133, 17, 120, 70, 46, 0])
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

  /// Every border is a circle, and the fitted one agrees with a second measurement on the prepared square: a
  /// ring just inside is bright nearly everywhere, a ring just outside nearly nowhere.
  private func expectTightCircles(_ set: PreparedSet) throws {
    for index in 0..<set.count {
      let picture = set.pictures[index]
      #expect(picture.method == .circle)
      let view = try set.view(index)
      let outline = picture.outline(side: view.width)
      func brightFraction(_ factor: Float) -> Double {
        var (bright, all) = (0, 0)
        for step in 0..<360 {
          let angle = Float(step) * .pi / 180
          let x = outline.centreX + factor * outline.radiusX * cos(angle)
          let y = outline.centreY + factor * outline.radiusY * sin(angle)
          guard outline.picture.contains(x: x, y: y), x >= 0, y >= 0, Int(x) < view.width,
            Int(y) < view.height
          else { continue }
          all += 1
          let pixel = (Int(y) * view.width + Int(x)) * 3
          if view.samples[pixel..<pixel + 3].max() ?? 0 > 20 { bright += 1 }
        }
        return all == 0 ? .nan : Double(bright) / Double(all)
      }
      let id = set.manifest.entries[index].id
      #expect(brightFraction(0.97) > 0.9, "\(id)")
      let outside = brightFraction(1.03)
      // Where the disc touches all sides of the crop there is no ring outside.
      #expect(outside.isNaN || outside < 0.15, "\(id)")
    }
  }
}
