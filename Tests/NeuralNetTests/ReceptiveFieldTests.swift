import Testing

@testable import NeuralNet

@Suite("Receptive fields")
struct ReceptiveFieldTests {
  private static let item = ItemKind("item")

  /// The field of the output `y` that `build` makes of a picture of 3x63x41.
  private func field(_ build: (inout Graph, Node) -> Node) -> ReceptiveField? {
    var graph = Graph()
    let x = graph.input("x", kind: Self.item, shape: FeatureShape(channels: 3, height: 63, width: 41))
    graph.output("y", build(&graph, x))
    return graph.receptiveField(ofOutput: "y", inInput: "x")
  }

  private static func convolved(_ graph: inout Graph, _ x: Node, _ name: String, _ window: Window) -> Node {
    graph.convolution(x, named: name, channels: 3, window: window, bias: false)
  }

  @Test("an input sees itself: pixel i from i to i + 1")
  func itself() throws {
    let axis = try #require(field { _, x in x }).x
    #expect(axis.stride == 1 && axis.firstCentre == 0.5 && axis.firstExtent == 0..<1)
    #expect(axis.centre(of: 40) == 40.5)
  }

  @Test(
    "one window by hand: stride, centre, lower and upper edge",
    arguments: [
      (Window(3, stride: 2), 2, 1.5, 0.0..<3), (Window(3, stride: 2, padding: 1), 2, 0.5, -1.0..<2),
      (Window(2, stride: 2), 2, 1, 0.0..<2), (Window(1, stride: 3), 3, 0.5, 0.0..<1),
      (Window(7, padding: 3), 1, 0.5, -3.0..<4), (Window(4, padding: 1), 1, 1, -1.0..<3),
    ])
  func window(_ window: Window, stride: Int, centre: Double, extent: Range<Double>) throws {
    for isPool in [false, true] {
      let found = try #require(
        field { graph, x in
          isPool
            ? graph.maxPool(x, window: window) : Self.convolved(&graph, x, "convolution", window)
        })
      #expect(found.x == found.y)
      #expect(found.x == ReceptiveField.Axis(stride: stride, firstCentre: centre, firstExtent: extent))
    }
  }

  @Test("axes are apart, and padding before the first position is what counts")
  func axes() throws {
    var window = Window(height: 1, width: 7, stride: 2, paddingWidth: 3)
    window.paddingLeft = 2
    window.paddingRight = 4
    window.strideY = 1
    let found = try #require(
      field { graph, x in graph.relu(Self.convolved(&graph, x, "wide", window)) })
    #expect(found.x == .init(stride: 2, firstCentre: 1.5, firstExtent: -2..<5))
    #expect(found.y == .init(stride: 1, firstCentre: 0.5, firstExtent: 0..<1))
  }

  @Test("the stem of an Inception network: 3x3 of strides 2, 1, 1 (padded), 2")
  func stem() throws {
    let found = try #require(
      field { graph, x in
        var y = Self.convolved(&graph, x, "1", Window(3, stride: 2))
        y = Self.convolved(&graph, y, "2", Window(3))
        y = graph.batchNorm(y, named: "norm", relu: true)
        y = Self.convolved(&graph, y, "3", Window(3, padding: 1))
        return graph.averagePool(y, window: Window(3, stride: 2), countsPadding: false)
      })
    // Centres 1.5, then 2 more at a stride of 2, none, and 2 more; extents 3, 7, 11, 15.
    #expect(found.x == .init(stride: 4, firstCentre: 5.5, firstExtent: -2..<13))
    #expect(found.x.length == 15)
  }

  @Test("branches that look elsewhere meet at the mean of their centres, and see what either sees")
  func join() throws {
    let found = try #require(
      field { graph, x in
        graph.concatenate([
          graph.maxPool(x, window: Window(3, stride: 2)),
          Self.convolved(&graph, x, "point", Window(height: 2, width: 3, stride: 2)),
        ])
      })
    #expect(found.x == .init(stride: 2, firstCentre: 1.5, firstExtent: 0..<3))
    #expect(found.y == .init(stride: 2, firstCentre: 1.25, firstExtent: 0..<3))
  }

  @Test("a layer without positions sees everything, and another input's branch counts for nothing")
  func everything() throws {
    var graph = Graph()
    let x = graph.input("x", kind: Self.item, shape: FeatureShape(channels: 2, height: 8, width: 8))
    let y = Self.convolved(&graph, x, "half", Window(2, stride: 2))
    let addend = graph.input("addend", kind: Self.item, shape: FeatureShape(channels: 3, height: 4, width: 4))
    let sum = graph.scaledSum(y, addend, scale: 1, relu: false)
    graph.output("sum", sum)
    graph.output("pooled", graph.globalAveragePool(sum))
    graph.output("other", graph.relu(addend))
    #expect(
      graph.receptiveField(ofOutput: "sum", inInput: "x")?.x
        == .init(stride: 2, firstCentre: 1, firstExtent: 0..<2))
    #expect(graph.receptiveField(ofOutput: "sum", inInput: "addend")?.x.stride == 1)
    let pooled = try #require(graph.receptiveField(ofOutput: "pooled", inInput: "x"))
    #expect(pooled.y.firstCentre == 4 && pooled.y.firstExtent == 0..<8)
    #expect(graph.receptiveField(ofOutput: "other", inInput: "x") == nil)
  }
}
