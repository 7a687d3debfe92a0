import Foundation
import Fundus
import Imaging
import Testing
import TestSupport
import Workbench

@Suite("zoomin data check")
struct DataCheckTests {
  @Test("Everything is counted, and the text says it")
  func check() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    for (index, name) in ["1_left", "1_right", "2_left", "2_right", "3_left"].enumerated() {
      let disc = DiscPicture(disc: [UInt8(120 + 10 * index), 80, 40])
      try data.write(disc.raster().jpeg(quality: 90), "\(name).jpeg")
    }
    try data.write(Data(contentsOf: data.url.appendingPathComponent("1_left.jpeg")), "4_left.jpeg")
    try data.write("nonsense", "5_left.jpeg")
    try data.write(
      "image,level\n1_left,0\n1_right,0\n2_left,1\n2_right,3\n3_left,\n4_left,2\n5_left,1\n6_left,4\n",
      "trainLabels.csv")
    let source = DataSource(
      root: data.url, layout: .eyepacs(EyePACSLayout()), missingPictures: .skipped)
    let configuration = PreparationConfiguration(viewPixels: 32, zoomPixels: 64, maximumSkippedFraction: 1)
    let set = try PictureStore(folder: cache.url).prepare(
      source.manifest(), configuration, budget: ResourceBudget(threadCount: 1, memoryBytes: 1 << 30))
    let check = DataCheck(set, layout: .eyepacs)
    #expect(check.listedCount == 8 && check.usableCount == 6 && check.patientCount == 4)
    #expect(check.gradeCounts == [2, 1, 1, 1, 0, 1])
    #expect(check.pairCount == 2 && check.pairDifferences == [1, 0, 1, 0, 0])
    #expect(check.duplicates == [["1_left", "4_left"]] && check.contradictions == check.duplicates)
    #expect(check.missing.map(\.name) == ["6_left"] && check.broken.map(\.id) == ["5_left"])
    #expect(!check.isClean)
    let text = check.text()
    for line in [
      "Layout       eyepacs", "Pictures     6 usable of 8 listed, 4 patients",
      "Grades       grade 0: 2, grade 1: 1, grade 2: 1, grade 3: 1, grade 4: 0, unknown: 1",
      "Eye pairs    2 patients with both eyes; grades equal in 50 %, one apart in 0 %, further apart in 1 of 2 pairs",
      "Sizes        300 x 200: 6", "Border       circle fitted: 6", "             1_left = 4_left",
    ] {
      #expect(text.contains(line + "\n"), "\(text)")
    }
    let sheet = try ContactSheet(thumbnailPixels: 60, columns: 4).draw(set)
    #expect(sheet.width == 4 * 64 + 4 && sheet.height == 2 * 80 + 4)
  }

  @Test("Names that hint at patients whom no column gives are pointed out")
  func hints() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    for name in ["1_left", "1_right"] {
      try data.write(DiscPicture().raster().jpeg(quality: 90), "\(name).jpeg")
    }
    try data.write("image,level\n1_left,0\n1_right,0\n", "manifest.csv")
    let set = try PictureStore(folder: cache.url).prepare(
      DataSource(root: data.url, layout: .table(ManifestTable())).manifest(),
      PreparationConfiguration(viewPixels: 32, zoomPixels: 64),
      budget: ResourceBudget(threadCount: 1, memoryBytes: 1 << 30))
    #expect(DataCheck(set, layout: .table).hintsAtPatients)
    #expect(DataCheck(set, layout: .table).text().contains("Warning"))
  }
}
