import Testing
import Workbench

@testable import ZoomInNet

@Suite("Region sampler")
struct RegionSamplerTests {
  /// Enlarges and searches as the definition says, without the kernel's shortcuts.
  private func reference(_ g: [Float], _ sampler: RegionSampler, _ y: [Float]) -> [[Float]] {
    let (grid, side) = (sampler.grid, sampler.viewPixels)
    let centres = (0..<grid).map { sampler.cells.firstCentre + Double($0) * sampler.cells.stride }
    func nearest(_ pixel: Int) -> Int {
      let distances = centres.map { abs($0 - (Double(pixel) + 0.5)) }
      return distances.lastIndex(of: distances.min()!)!
    }
    func value(_ level: Int, _ px: Int, _ py: Int) -> Float {
      func at(_ row: Int, _ column: Int) -> Float { g[(level * grid + row) * grid + column] }
      guard sampler.configuration.interpolation == .bilinear else { return at(nearest(py), nearest(px)) }
      func place(_ pixel: Int) -> (Int, Int, Float) {
        let middle = Double(pixel) + 0.5
        guard let low = centres.lastIndex(where: { $0 <= middle }) else { return (0, 0, 0) }
        guard low + 1 < grid else { return (low, low, 0) }
        return (low, low + 1, Float((middle - centres[low]) / (centres[low + 1] - centres[low])))
      }
      let (top, bottom, fy) = place(py)
      let (left, right, fx) = place(px)
      let first = at(top, left) + (at(bottom, left) - at(top, left)) * fy
      let second = at(top, right) + (at(bottom, right) - at(top, right)) * fy
      return first + (second - first) * fx
    }
    func searched(_ px: Int, _ py: Int) -> Float {
      let levels = (1...4).map { value($0, px, py) }
      switch sampler.configuration.map {
      case .maximum: return levels.max() ?? 0
      case .evidence: return levels.dropFirst().reduce(max(0, levels[0])) { $0 + max(0, $1) }
      case .sum: return levels.dropFirst().reduce(levels[0], +)
      case .level1, .level2, .level3, .level4: return levels[(sampler.configuration.map.level ?? 1) - 1]
      case .predicted: return levels[(1...4).max { y[$0] < y[$1] }! - 1]
      }
    }
    var open = [Bool](repeating: true, count: side * side)
    var points = (0..<side * side).map { searched($0 % side, $0 / side) }
    let window = max(1, sampler.smoothingPixels)
    func averaged() -> [Float] {
      guard window > 1 else { return points }
      return points.indices.map { pixel in
        let (left, top) = (pixel % side - (window - 1) / 2, pixel / side - (window - 1) / 2)
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(window) }
        let columns = (left..<left + window).filter { (0..<side).contains($0) }
        let rows = (top..<top + window).filter { (0..<side).contains($0) }
        return Float(mean(rows.map { row in mean(columns.map { Double(points[row * side + $0]) }) }))
      }
    }
    var found: [[Float]] = []
    while found.count < sampler.configuration.count {
      let map = averaged()
      let best = map.indices.filter { open[$0] && map[$0] > sampler.configuration.minimumResponse }
        .max { map[$0] < map[$1] || (map[$0] == map[$1] && $0 > $1) }
      guard let best else { break }
      let (px, py) = (best % side, best / side)
      let level = (1...4).max {
        value($0, px, py) < value($1, px, py) || (value($0, px, py) == value($1, px, py) && $0 > $1)
      }!
      found.append([Float(px), Float(py), Float(level), map[best], Float(nearest(px)), Float(nearest(py))])
      let half = sampler.suppressionPixels / 2
      for pixel in open.indices {
        let (dx, dy) = (pixel % side - px + half, pixel / side - py + half)
        if (0..<sampler.suppressionPixels).contains(dx), (0..<sampler.suppressionPixels).contains(dy) {
          open[pixel] = false
          points[pixel] = 0
        }
      }
    }
    return found
  }

  static let maps: [RegionSamplerConfiguration.Map] = [.maximum, .sum, .evidence, .level(2), .predicted]

  @Test(
    "finds what a plain search finds",
    arguments: maps, RegionSamplerConfiguration.Interpolation.allCases)
  func plainSearch(
    map: RegionSamplerConfiguration.Map, interpolation: RegionSamplerConfiguration.Interpolation
  ) {
    for (seed, (cells, side)) in Self.grids.enumerated() {
      var stream = RandomStream(seed: UInt64(seed), purpose: "G")
      let g = (0..<5 * cells.count * cells.count).map { _ in Float(stream.normal()) }
      let y = (0..<5).map { _ in Float(stream.uniform()) }
      let sampler = RegionSampler(
        RegionSamplerConfiguration(count: 6, map: map, interpolation: interpolation), cells: cells,
        viewPixels: side, zoomPixels: side * 5 / 2)
      let regions = sampler.regions(gatedAttention: g, probabilities: y)
      let expected = reference(g, sampler, y)
      #expect(regions.count == expected.count)
      for (region, expected) in zip(regions, expected) {
        let whole = [region.peakX, region.peakY, region.level, region.column, region.row]
        #expect(whole == [0, 1, 2, 4, 5].map { Int(expected[$0]) }, "\(cells)")
        // Fractions between centres are divided in another order where a stride is no power of two.
        #expect(abs(region.response - expected[3]) < 1e-5)
      }
    }
  }

  /// Maps that tile the view and maps that do not, with the side of the view.
  static let grids: [(CellGrid, Int)] =
    [(7, 28), (5, 31), (1, 9), (14, 23)].map { (CellGrid(count: $0.0, tiling: Double($0.1)), $0.1) } + [
      (CellGrid(count: 6, firstCentre: 0.5, stride: 4), 24),
      (CellGrid(count: 4, firstCentre: 9.5, stride: 8), 43),
      (CellGrid(count: 3, firstCentre: -2, stride: 7.5), 20),
    ]

  @Test("smoothing seeks the middle of a strong square and not its strongest cell", arguments: [16, 24, 33])
  func smoothed(pixels: Int) throws {
    let (grid, side) = (8, 64)
    var g = [Float](repeating: 0, count: 5 * grid * grid)
    for (row, column) in [(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (2, 3)] {
      g[(2 * grid + row) * grid + column] = 1
    }
    g[(3 * grid + 6) * grid + 6] = 1.5
    let configuration = RegionSamplerConfiguration(
      count: 3, suppressionPixels: 246, smoothingPixels: pixels * 492 / side, map: .evidence)
    let sampler = RegionSampler(
      configuration, cells: CellGrid(count: grid, tiling: Double(side)), viewPixels: side, zoomPixels: 160)
    let y: [Float] = [0, 0, 1, 0, 0]
    let found = sampler.regions(gatedAttention: g, probabilities: y)
    let expected = reference(g, sampler, y)
    #expect(found.count == expected.count)
    for (region, expected) in zip(found, expected) {
      // The reference adds the same numbers in another order.
      #expect(abs(region.response - expected[3]) < 1e-5)
      #expect(region.level == Int(expected[2]))
    }
    let first = try #require(found.first)
    #expect((1...2).contains(first.row) && (1...3).contains(first.column) && first.level == 2)
  }

  @Test("level 0 is never searched and a picture may have no region")
  func nothing() {
    let sampler = RegionSampler(RegionSamplerConfiguration(), preset: .testing)
    var g = [Float](repeating: -1, count: 5 * 49)
    for cell in 0..<49 { g[cell] = 9 }
    #expect(sampler.regions(gatedAttention: g, probabilities: [1, 0, 0, 0, 0]).isEmpty)
  }

  @Test("the cell is the one that looks at the peak, and the crop lies around it inside the picture")
  func cell() throws {
    let sampler = RegionSampler(RegionSamplerConfiguration(count: 1), preset: .testing)
    var g = [Float](repeating: 0, count: 5 * 49)
    g[3 * 49 + 6 * 7 + 0] = 1
    let region = try #require(sampler.regions(gatedAttention: g, probabilities: [0, 0, 0, 1, 0]).first)
    #expect(region.row == 6 && region.column == 0 && region.level == 3 && region.response == 1)
    // Row 6 looks at pixel 48 of the view's 56, whose middle is 121.25 in the zoom picture; column 0 at pixel 0.
    #expect(region.peakX == 0 && region.peakY == 48)
    #expect(region.cropZoom == Box(minX: 0, minY: 96, maxX: 44, maxY: 140))
    let clipped = RegionSampler(
      RegionSamplerConfiguration(count: 1, border: .clip), preset: .testing)
    let box = clipped.regions(gatedAttention: g, probabilities: [0, 0, 0, 1, 0])[0].cropZoom
    #expect(box == Box(minX: -21, minY: 99, maxX: 23, maxY: 143))
  }

  @Test("pixel lengths are scaled from the paper's pictures to the preset's")
  func scaled() {
    let small = RegionSampler(RegionSamplerConfiguration(), preset: .small)
    #expect(small.suppressionPixels == 91 && small.patchPixels == 175)
    let paper = RegionSampler(RegionSamplerConfiguration(), preset: .paper)
    #expect(paper.suppressionPixels == 200 && paper.patchPixels == 384)
  }
}

extension RegionSamplerTests {
  @Test("peaks in the black around a retina are passed over, and taken where the configuration allows them")
  func retina() throws {
    var sampler = RegionSampler(RegionSamplerConfiguration(count: 1), preset: .testing)
    let side = sampler.viewPixels
    // The right half of the picture is bright in one channel only; the highest response lies in the left half.
    var view = [Float](repeating: -1, count: 3 * side * side)
    for pixel in 0..<side * side where pixel % side >= side / 2 { view[side * side + pixel] = 0.1 }
    let cells = sampler.grid * sampler.grid
    var g = [Float](repeating: 0, count: 5 * cells)
    g[2 * cells] = 9
    g[2 * cells + sampler.grid - 1] = 1
    func columns() -> [Int] {
      sampler.regions(
        gatedAttention: g, probabilities: [0, 0, 1, 0, 0], retinas: sampler.retinas(views: view)
      ).flatMap { $0 }.map(\.column)
    }
    #expect(columns() == [sampler.grid - 1])
    sampler = RegionSampler(RegionSamplerConfiguration(count: 1, insideRetina: false), preset: .testing)
    #expect(columns() == [0])
  }

  @Test("the mask closes the cells that the retina fills to less than half")
  func retinaMask() {
    let sampler = RegionSampler(RegionSamplerConfiguration(), preset: .testing)
    let (side, grid) = (sampler.viewPixels, sampler.grid)
    // Row r of cells lies around pixel 8 r: row 0 is pixels 0...3, row 2 pixels 12...19, of which 4 are half.
    for (limit, openCount) in [(15, 2), (16, 3), (2, 1), (1, 0)] {
      let retina = (0..<side * side).map { UInt8($0 / side < limit ? 1 : 0) }
      let rows = (0..<5 * grid).map { row in Array(sampler.retinaMask(retina)[row * grid..<(row + 1) * grid])
      }
      for (row, values) in rows.enumerated() {
        #expect(values.allSatisfy { $0 == (row % grid < openCount ? 0 : -1e4) }, "\(limit)")
      }
    }
  }

  @Test(
    "a cell's part of the picture is its square around its centre, and a cell beyond the picture is closed")
  func squares() {
    var stream = RandomStream(seed: 5, purpose: "retina")
    // Of 14 cells over 23 pixels one ends in the very middle of a pixel, which rounding may give to either.
    let exact = Self.grids.filter { $0.1 != 23 }
    for (cells, side) in exact + [(CellGrid(count: 4, firstCentre: -9, stride: 8), 20)] {
      let sampler = RegionSampler(
        RegionSamplerConfiguration(), cells: cells, viewPixels: side, zoomPixels: side * 5 / 2)
      let retina = (0..<side * side).map { _ in UInt8(stream.integer(below: 2)) }
      func pixels(_ index: Int) -> [Int] {
        (0..<side).filter { pixel in
          let from = Double(pixel) + 0.5 - (cells.firstCentre + Double(index) * cells.stride)
          return from >= -cells.stride / 2 && from < cells.stride / 2
        }
      }
      let expected = (0..<cells.count * cells.count).map { cell -> Float in
        let columns = pixels(cell % cells.count)
        let marks = pixels(cell / cells.count).flatMap { row in columns.map { Int(retina[row * side + $0]) } }
        return !marks.isEmpty && 2 * marks.reduce(0, +) >= marks.count ? 0 : -1e4
      }
      let mask = sampler.retinaMask(retina)
      for level in 0..<5 {
        #expect(Array(mask[level * expected.count..<(level + 1) * expected.count]) == expected, "\(cells)")
      }
    }
  }

  @Test("dense regions lie around the places that cells look at")
  func dense() throws {
    let sampler = RegionSampler(
      RegionSamplerConfiguration(map: .sum), cells: CellGrid(count: 4, firstCentre: 9.5, stride: 8),
      viewPixels: 43,
      zoomPixels: 107)
    var g = [Float](repeating: 0, count: 5 * 16)
    for cell in [0, 7, 14] { g[3 * 16 + cell] = Float(cell + 1) }
    let regions = sampler.denseRegions(gatedAttention: g, probabilities: [0, 0, 0, 1, 0])
    #expect(regions.map { [$0.row, $0.column] } == [[0, 0], [1, 3], [3, 2]])
    #expect(regions.map { [$0.peakY, $0.peakX] } == [[9, 9], [17, 33], [33, 25]])
    #expect(regions.map(\.response) == [1, 8, 15])
    // The first cell of the small preset looks at the corner, and one beyond the edge at the edge.
    let beyond = RegionSampler(
      RegionSamplerConfiguration(map: .sum), cells: CellGrid(count: 4, firstCentre: -3, stride: 20),
      viewPixels: 43,
      zoomPixels: 107
    ).denseRegions(gatedAttention: g.map { _ in 1 }, probabilities: [0, 0, 0, 1, 0])
    #expect(
      beyond.map(\.peakX).prefix(4) == [0, 17, 37, 42] && beyond.map(\.column).prefix(4) == [0, 1, 2, 2])
  }

  @Test("in a view of contrast the retina is what is not exactly 0")
  func contrastRetina() {
    let sampler = RegionSampler(RegionSamplerConfiguration(), preset: .testing)
    let count = sampler.viewPixels * sampler.viewPixels
    var view = [Float](repeating: 0, count: 3 * count)
    view[7] = -0.5
    view[count + 9] = 0.002
    let marks = sampler.retinas(views: view, showsContrast: true)[0]
    #expect(marks.indices.filter { marks[$0] == 1 } == [7, 9])
  }
}
