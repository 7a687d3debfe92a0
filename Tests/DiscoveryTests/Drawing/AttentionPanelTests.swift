import Foundation
import Imaging
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite struct AttentionPanelTests {
  private func panel(
    _ attention: [Float], regions: [AttentionPanel.Region] = [],
    cells: CellGrid = CellGrid(count: 4, tiling: 1)
  ) -> AttentionPanel {
    AttentionPanel(
      picture: Raster(width: 100, height: 100, channelCount: 3, filledWith: 80), gatedAttention: attention,
      cells: cells, regions: regions, id: "7_left", grade: 2, probabilities: [0.1, 0.1, 0.6, 0.1, 0.1],
      experiment: "sample"
    )
  }

  /// Samples of the square of a level, 0 being the picture.
  private func square(_ level: Int, of page: Raster) -> Raster {
    page.cropped(x: 32 + level * 355, y: 122, width: 340, height: 340)
  }

  @Test func theHotCellGlowsOnItsLevelAlone() throws {
    var attention = [Float](repeating: -0.2, count: 5 * 16)
    attention[3 * 16 + 2 * 4 + 1] = 0.5  // Level 3, row 2, column 1.
    let page = try panel(attention).drawn()
    let hot = square(3, of: page)
    let centre = ((2 * 85 + 42) * 340 + 85 + 42) * 3
    #expect(hot.samples[centre] > 200)
    let corner = (300 * 340 + 300) * 3
    #expect(hot.samples[corner..<corner + 3].allSatisfy { $0 == 50 })  // 80 * 5 / 8: the dimmed grey.
    for level in [1, 2, 4] { #expect(Set(square(level, of: page).samples) == [50]) }
    #expect(Set(square(0, of: page).samples) == [80])
  }

  @Test func heatLiesWhereACellLooks() throws {
    var attention = [Float](repeating: 0, count: 5 * 16)
    attention[3 * 16 + 2 * 4 + 0] = 0.5  // Level 3, row 2, column 0.
    let cells = CellGrid(count: 4, firstCentre: 0.05, stride: 0.2)
    let hot = square(3, of: try panel(attention, cells: cells).drawn())
    func red(_ x: Double, _ y: Double) -> UInt8 { hot.samples[(Int(y * 340) * 340 + Int(x * 340)) * 3] }
    #expect(red(0.05, 0.45) > 200, "column 0 looks at 0.05, row 2 at 0.45")
    #expect(red(0.001, 0.45) > 200, "to the left of the first column the nearest value holds")
    #expect(
      red(0.255, 0.45) == 50 && red(0.05, 0.655) == 50 && red(0.05, 0.245) == 50 && red(0.05, 0.999) == 50)
    #expect((55..<250).contains(red(0.15, 0.45)), "halfway to the next column")
  }

  @Test func levelZeroSetsNoScale() throws {
    var attention = [Float](repeating: 0, count: 5 * 16)
    attention[0] = 100
    attention[16] = 0.01
    let page = try panel(attention).drawn()
    #expect(square(1, of: page).samples[0] > 200)
  }

  @Test func onlyTheTitleNamesThePictureThePatientAndTheExperiment() throws {
    let attention = [Float](repeating: 0.1, count: 5 * 16)
    let one = panel(attention)
    var other = one
    (other.id, other.facts, other.experiment) = (
      "another \u{c5}gj", ["patient \u{c5}gj", "left eye"], "\u{c5}gj"
    )
    let (first, second) = (try one.drawn(), try other.drawn())
    func below(_ page: Raster) -> Raster {
      let top = AttentionPanel.titlePixels
      return page.cropped(x: 0, y: top, width: page.width, height: page.height - top)
    }
    #expect(first != second)
    #expect(below(first) == below(second))
  }

  @Test func aMapWithoutPositiveValuesLeavesThePictures() throws {
    let page = try panel([Float](repeating: -1, count: 5 * 16)).drawn()
    for level in 1...4 { #expect(Set(square(level, of: page).samples) == [50]) }
  }

  @Test func aRegionIsDrawnOnThePictureAndOnItsLevel() throws {
    let region = AttentionPanel.Region(
      rank: 0, level: 2, box: Box(minX: 0.5, minY: 0.5, maxX: 1.2, maxY: 1.2))
    let page = try panel([Float](repeating: 0, count: 5 * 16), regions: [region]).drawn()
    for level in 0...4 {
      let drawn = Set(square(level, of: page).samples).contains(PageStyle.ink.red)
      #expect(drawn == (level == 0 || level == 2))
    }
  }

  @Test func panelsOfAFeatureFileAreNamedByTheirPictures() throws {
    let data = try SampleData()
    let mined = try data.mined
    let reader = try data.reader
    var bytes: [[Data]] = []
    for threads in [1, 2] {
      let run = AttentionRun(
        experiment: "sample", budget: ResourceBudget(threadCount: threads, memoryBytes: 1 << 30))
      let files = try run.draw(
        [3, 0], of: mined, reader: reader, pictures: try PictureFolder(of: mined),
        into: data.folder.appendingPathComponent("attention"))
      #expect(files.map(\.lastPathComponent) == ["1_right.png", "0_left.png"])
      bytes.append(try files.map { try Data(contentsOf: $0) })
    }
    #expect(bytes[0] == bytes[1])
  }
}
