import Testing

@testable import Reports

@Suite struct PlotAxisTests {
  @Test(
    arguments: [
      ([0.0, 1.0], 4, [0, 0.5, 1]), ([-3, 17], 5, [0, 5, 10, 15]),
      ([0.013, 0.017], 4, [0.013, 0.014, 0.015, 0.016, 0.017]),
      ([-0.9, -0.1], 2, [-0.5]),
    ] as [([Double], Int, [Double])])
  func `marks are round and lie within the numbers`(numbers: [Double], count: Int, expected: [Double]) {
    let axis = PlotAxis(numbers, ticks: count)
    #expect(axis.ticks.count == expected.count)
    for (tick, mark) in zip(axis.ticks, expected) { #expect(abs(tick - mark) < 1e-12) }
    #expect(!axis.isLogarithmic)
  }

  @Test func `numbers of both signs, or with 0, have no logarithm`() {
    #expect(!PlotAxis([-1, 1000], ticks: 4).isLogarithmic && !PlotAxis([0, 1000], ticks: 4).isLogarithmic)
    #expect(PlotAxis([1, 1000], ticks: 4).isLogarithmic && !PlotAxis([1, 10], ticks: 4).isLogarithmic)
  }

  @Test func `a logarithmic axis over many powers marks the powers alone`() {
    let axis = PlotAxis([1, 1e6], ticks: 4)
    #expect(axis.ticks.count == 7 && axis.ticks.first == 1)
    #expect(abs(axis.position(of: 1000) - 0.5) < 1e-12)
  }

  @Test func `numbers that are not finite are left out, and one number stands in the middle`() {
    let axis = PlotAxis([.nan, 3, .infinity, 5], ticks: 2)
    #expect(axis.position(of: 3) == 0 && axis.position(of: 5) == 1)
    let single = PlotAxis([-200], ticks: 4)
    #expect(single.ticks == [-200] && single.position(of: -200) == 0.5)
    #expect(PlotAxis(from: 0, to: 1, ticks: 5).ticks.count == 6)
  }

  @Test(arguments: [
    (5.0, "5"), (-200, "-200"), (0.25, "0.25"), (0.12345, "0.123"), (1e6, "1e+06"), (-0.0, "0"),
  ])
  func `a mark is short`(number: Double, text: String) {
    #expect(PlotAxis.text(number) == text)
  }

  @Test func `an axis holds its numbers and marks round ones`() {
    let linear = PlotAxis([3, 17, 9], ticks: 5)
    #expect(linear.ticks == [5, 10, 15])
    #expect(linear.position(of: 3) == 0 && linear.position(of: 17) == 1 && linear.position(of: 10) == 0.5)
    let logarithmic = PlotAxis([-1000, -1], ticks: 4)
    #expect(logarithmic.isLogarithmic)
    #expect(logarithmic.ticks == [-1000, -500, -200, -100, -50, -20, -10, -5, -2, -1])
    #expect(abs(logarithmic.position(of: -10) - 2.0 / 3) < 1e-12)
    #expect(PlotAxis([4], ticks: 3).position(of: 4) == 0.5)
    #expect(PlotAxis([], ticks: 3).ticks.isEmpty == false)
  }

  @Test func `named places have half a unit of room on both sides, and may begin at the top`() {
    let across = PlotAxis(places: ["a", "b"])
    #expect(across.ticks == [0, 1] && across.tickTexts == ["a", "b"])
    #expect(across.position(of: 0) == 0.25 && across.position(of: 1) == 0.75)
    let down = PlotAxis(places: ["a", "b"], isDescending: true)
    #expect(down.position(of: 0) == 0.75 && down.position(of: -0.5) == 1 && down.tickTexts == ["a", "b"])
  }
}
