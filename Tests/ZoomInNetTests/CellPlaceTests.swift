import NeuralNet
import Testing
import Workbench

@testable import ZoomInNet

/// Where in the view the cells of M and G look: by arithmetic, and by asking the running network.
@Suite("Places of cells", .serialized)
struct CellPlaceTests {
  @Test(
    "every preset's row tells where its graph looks, along both axes and through A-Net",
    arguments: ZoomInNetPreset.all)
  func arithmetic(preset: ZoomInNetPreset) throws {
    let graphs = ZoomInNetGraphs(ZoomInNetConfiguration(preset: preset, attentionInRetina: true))
    for (graph, output) in [(graphs.mNet, Port.m), (graphs.eye, Port.m), (graphs.eye, Port.g)] {
      #expect(graph.cells(ofOutput: output, inInput: Port.view) == preset.cells)
    }
    let field = try #require(graphs.mNet.receptiveField(ofOutput: Port.m, inInput: Port.view))
    // Were branches apart where they join, the hull of what they see would not lie evenly around the mean of centres.
    let extent = field.x.firstExtent
    #expect((extent.lowerBound + extent.upperBound) / 2 == field.x.firstCentre)
  }

  @Test("by hand: four padded layers of stride 2 stay at the first pixel, five unpadded ones go to 37")
  func byHand() {
    #expect(ZoomInNetPreset.small.cells == CellGrid(count: 14, firstCentre: 0.5, stride: 16))
    let small = ZoomInNetGraphs(ZoomInNetConfiguration(preset: .small)).mNet
    let seen = small.receptiveField(ofOutput: Port.m, inInput: Port.view)
    // 3x3 kernels at strides 1, 2, 2, 4, 4, 8, 8: two strides each, and the pixel itself.
    #expect(seen?.x.length == 59 && seen?.x.firstExtent == -29..<30)
    // 492-245-243-243-121-119-59-29-14: (3 - 1) / 2 pixels for each unpadded 3x3, at strides 1, 2, 2, 4, 4, 8, 16.
    let unpadded = 0.5 + [1, 2, 2, 4, 4, 8, 16].reduce(0, +)
    #expect(ZoomInNetPreset.paper.cells == CellGrid(count: 14, firstCentre: unpadded, stride: 32))
    #expect(ZoomInNetPreset.paperWide.cells == ZoomInNetPreset.paper.cells)
  }

  /// A preset and a side of its view, with cells in the middle and near edges: the wide one's first cell sees so far
  /// that the view's edge cuts off a quarter.
  static let views: [(preset: ZoomInNetPreset, pixels: Int, cells: [(row: Int, column: Int)])] = [
    (.testing, 56, [(3, 4), (2, 5)]), (.small, 224, [(6, 7), (3, 11)]), (.paper, 235, [(0, 3), (2, 5)]),
    (.paperWide, 299, [(1, 5)]),
  ]

  @Test("the pixels that move a cell lie around the place where it is said to look", arguments: 0..<4)
  func gradients(view: Int) throws {
    let (full, pixels, places) = Self.views[view]
    var preset = full
    preset.viewPixels = pixels
    preset.zoomPixels = pixels * 5 / 2
    let count = pixels == full.viewPixels ? full.grid : (pixels - 75) / 32 + 1
    preset.cells = CellGrid(count: count, firstCentre: full.cells.firstCentre, stride: full.cells.stride)
    let network = NamedNetwork(preset.name, part: .mNet, of: preset)
    let itemCount = preset.name == "paper-wide" ? 2 : 4
    let plan = try Plan(
      network.graph, parameters: Parameters(for: [network.graph], seed: 5),
      options: PlanOptions(
        counts: network.counts(items: itemCount), mode: .training(batchNorm: .frozen), lanes: 1,
        trainable: { _ in false }, inputGradients: [Port.view], outputGradients: [Port.m]))
    network.setSurroundings(of: plan, items: itemCount, countsLoss: false)
    plan.setInput(Port.view, DrawnNumbers.values(count: itemCount * 3 * pixels * pixels, place: 0))
    let field = try #require(network.graph.receptiveField(ofOutput: Port.m, inInput: Port.view))
    var random = RandomStream(seed: 3, purpose: "outer gradient")
    for place in places {
      let mapCount = itemCount * preset.channelCount
      var outer = [Float](repeating: 0, count: mapCount * count * count)
      for map in 0..<mapCount {
        outer[(map * count + place.row) * count + place.column] = Float(random.normal())
      }
      try plan.forward()
      try plan.backward(adding: [Port.m: outer])
      let gradient = plan.gradient(ofInput: Port.view)
      let (x, y) = Self.middle(of: gradient, side: pixels)
      for (seen, axis, index) in [
        (Self.extent(of: gradient, side: pixels) { $0 % pixels }, field.x, place.column),
        (Self.extent(of: gradient, side: pixels) { $0 / pixels }, field.y, place.row),
      ] {
        let first = axis.firstExtent.lowerBound + Double(index * axis.stride)
        let whole = max(0, Int(first))..<min(pixels, Int(first + axis.length))
        // Where the field is smaller than the view, the pixels at its edges do matter.
        #expect(whole.count < pixels ? seen == whole : seen.clamped(to: whole) == seen)
      }
      // Random weights make the middle of what a cell sees uncertain by about a tenth of its side.
      let tolerance = preset.cells.stride / 4
      let expected = (x: preset.cells.centre(of: place.column), y: preset.cells.centre(of: place.row))
      #expect(
        abs(x - expected.x) < tolerance && abs(y - expected.y) < tolerance, "\((x, y)) is not \(expected)")
      // And the cells do not tile the view, or this would be no test.
      let tiled = CellGrid(count: count, tiling: Double(pixels))
      let missed = max(abs(x - tiled.centre(of: place.column)), abs(y - tiled.centre(of: place.row)))
      #expect(missed > tolerance, "\((x, y)) lies where a tile would")
    }
  }

  // MARK: -

  /// The rows or columns with a gradient that is more than rounding: Winograd's tiles reach over the edge of a field.
  private static func extent(of gradient: [Float], side: Int, _ place: (Int) -> Int) -> Range<Int> {
    let rounding = 1e-6 * (gradient.map(abs).max() ?? 0)
    let places = gradient.indices.filter { abs(gradient[$0]) > rounding }.map { place($0 % (side * side)) }
    return (places.min() ?? 0)..<(places.max() ?? -1) + 1
  }

  /// The mean place of squared gradients, [items x 3, side, side].
  private static func middle(of gradient: [Float], side: Int) -> (x: Double, y: Double) {
    var (sum, x, y) = (0.0, 0.0, 0.0)
    for index in gradient.indices where gradient[index] != 0 {
      let weight = Double(gradient[index]) * Double(gradient[index])
      let pixel = index % (side * side)
      sum += weight
      x += weight * (Double(pixel % side) + 0.5)
      y += weight * (Double(pixel / side) + 0.5)
    }
    return (x / sum, y / sum)
  }
}
