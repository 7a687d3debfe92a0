import Foundation
import Imaging
import Testing
import TestSupport
import Workbench

@testable import Reports

@Suite struct FigureTests {
  private func panel(_ marks: [PlotMark] = [], title: String = "title") -> Panel {
    var panel = Panel(
      title: title, across: PlotAxis(from: 0, to: 10, ticks: 5), "seconds",
      up: PlotAxis(from: 0, to: 1, ticks: 2),
      "share", marks: marks)
    (panel.width, panel.height, panel.hasGrid) = (100, 100, false)
    return panel
  }

  private func colour(_ raster: Raster, _ x: Int, _ y: Int) -> Colour {
    let first = (y * raster.width + x) * 3
    return Colour(
      red: raster.samples[first], green: raster.samples[first + 1], blue: raster.samples[first + 2])
  }

  /// The samples of a row, three for each pixel.
  private func row(_ y: Int, of raster: Raster) -> ArraySlice<UInt8> {
    raster.samples[y * raster.width * 3..<(y + 1) * raster.width * 3]
  }

  @Test func `marks lie where the axes say, and what reaches over the frame is cut off`() throws {
    let red = Colour(hex: 0xFF0000)
    // A cell is a unit wide: this one reaches from 0.5 to 1.5, half of it above the frame.
    let drawn = try Figure(title: "t", rows: [[panel([.cell(PlotPlace(5, 1), red, [])])]]).raster()
    let empty = try Figure(title: "t", rows: [[panel()]]).raster()
    #expect(drawn.extent == empty.extent)
    let changed = (0..<drawn.height).filter { row($0, of: drawn) != row($0, of: empty) }
    let first = try #require(changed.first)
    // The frame is 100 units high, two pixels each. The cell fills the lower half of it, without its gap of one unit below,
    // and two units more above the frame, where it is cut off.
    #expect(changed.count == 102)
    #expect(changed == Array(first..<first + changed.count))
    let columns = (0..<drawn.width).filter { colour(drawn, $0, first + 50) == red }
    // 100 units for ten seconds: the cell is 20 pixels wide, without its gaps 16, in the middle of the frame.
    try #require(columns.count == 16)
    let frame = (0..<drawn.width).filter { colour(empty, $0, first + 50) == PlotStyle.faint }
    let (left, right) = (try #require(frame.first), try #require(frame.last))
    #expect(abs(Double(columns[0] + columns[15]) - Double(left + right)) <= 1)
  }

  @Test func `the same figure has the same bytes, however much was drawn before, and no time is in them`()
    throws
  {
    let figure = Figure(
      title: "t", notes: ["A note."],
      rows: [[panel([.line([PlotPlace(0, 0), PlotPlace(10, 1)], PlotStyle.line(1))])]],
      legend: [LegendEntry("a line", PlotStyle.line(1), hasBand: true)])
    let (svg, png) = (try figure.svg(), try figure.raster().png())
    for _ in 0..<3 { _ = try figure.raster() }
    #expect(try figure.svg() == svg)
    #expect(try figure.raster().png() == png)
    let text = String(decoding: svg, as: UTF8.self)
    #expect(text.contains(#"<g id="surface">"#), "Cairo counts its surfaces")
    #expect(["metadata", "<!--", "date", "Cairo"].allSatisfy { !text.contains($0) })
  }

  @Test func `both formats have the same extent, and the raster twice the resolution`() throws {
    let figure = Figure(title: "t", rows: [[panel(), panel()], [panel()]])
    let raster = try figure.raster()
    let svg = String(decoding: try figure.svg(), as: UTF8.self)
    #expect(svg.contains("viewBox=\"0 0 \(raster.width / 2) \(raster.height / 2)\""))
  }

  @Test func `places that are not finite are left out, and the rest is drawn`() throws {
    func drawn(_ heights: [Double]) throws -> Raster {
      let places = heights.enumerated().map { PlotPlace(Double($0), $1) }
      let marks: [PlotMark] = [.line(places, PlotStyle.line(0)), .dots(places, .hollow, .black)]
      return try Figure(title: "t", rows: [[panel(marks + [.interval(x: 1, low: .nan, high: 1, .black)])]])
        .raster()
    }
    #expect(try drawn([0.1, 0.5, .nan, .infinity]) == drawn([0.1, 0.5]))
    #expect(try drawn([0.1, 0.5]) != drawn([0.1, 0.6]))
  }

  @Test func `long titles widen a figure, long notes are broken, and a legend takes the rows that it needs`()
    throws
  {
    func extent(_ figure: Figure) throws -> Extent { try figure.raster().extent }
    let plain = try extent(Figure(title: "t", rows: [[panel()]]))
    let wide = try extent(Figure(title: String(repeating: "title ", count: 20), rows: [[panel()]]))
    #expect(wide.width > plain.width + 200 && wide.height == plain.height)
    let note = String(repeating: "word ", count: 60)
    let noted = try extent(Figure(title: "t", notes: [note], rows: [[panel()]]))
    #expect(noted.width == plain.width && noted.height > plain.height + 100)
    func listed(_ count: Int, _ name: String) throws -> Extent {
      try extent(
        Figure(
          title: "t", rows: [[panel(), panel(), panel()]],
          legend: (0..<count).map { LegendEntry("\(name) \($0)", PlotStyle.line($0)) }))
    }
    let one = try listed(1, "a")
    #expect(try listed(3, "a") == one, "short names share a row")
    #expect(try listed(3, String(repeating: "long ", count: 8)).height == one.height + 2 * 2 * 21)
  }

  @Test func `no plot of a run reaches the edge of its picture`() throws {
    let plots = RunPlots(
      of: "an experiment with a rather long name", log: SampleResults.log(),
      evaluation: try SampleResults.evaluation(), splits: ["test"], decidedBy: "y")
    #expect(plots.plots.count == 4)
    for plot in plots.plots {
      let raster = try plot.figure.raster()
      let edge = 16
      for y in 0..<raster.height {
        let samples = row(y, of: raster)
        let isEdge = y < edge || y >= raster.height - edge
        let parts = isEdge ? [samples] : [samples.prefix(3 * edge), samples.suffix(3 * edge)]
        guard parts.allSatisfy({ $0 == ArraySlice(repeating: 255, count: $0.count) }) else {
          Issue.record("\(plot.name) draws at the edge in row \(y) of \(raster.extent)")
          break
        }
      }
    }
  }
}
