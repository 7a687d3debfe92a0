import Testing

@testable import NeuralNet

@Suite struct GraphTests {
  @Test(arguments: [
    (Window(3, stride: 2), 224, 111), (Window(3, padding: 1), 7, 7), (Window(2, stride: 2), 5, 2),
    (Window(height: 1, width: 7, paddingHeight: 0, paddingWidth: 3), 14, 14),
  ])
  func `a window gives floor of (n + p - k) / s plus one`(window: Window, side: Int, expected: Int) {
    #expect(window.outputSides(height: side, width: side).map { $0.width } == expected)
  }

  @Test func `weights that rest begin at 0, decay, and can be woken`() {
    var graph = Graph()
    let x = graph.input("x", kind: ItemKind("item"), shape: FeatureShape(channels: 3, height: 2, width: 2))
    let y = graph.convolution(
      x, named: "gate", channels: 4, window: Window(1), bias: true, startsAtZero: true)
    graph.output("z", graph.fullyConnected(y, named: "head", outputs: 5, startsAtZero: true))
    for (wakes, names) in [(false, []), (true, ["gate.weight", "head.weight"])] {
      let parameters = Parameters(for: [graph], seed: 1, wakesResting: wakes)
      let awake = parameters.descriptions.map(\.name).filter { parameters[$0].contains { $0 != 0 } }
      #expect(awake.sorted() == names)
      #expect(
        parameters.descriptions.filter(\.role.decays).map(\.name).sorted() == ["gate.weight", "head.weight"])
    }
  }

  @Test func `a window larger than its input has no output`() {
    #expect(Window(5).outputSides(height: 4, width: 9) == nil)
  }
}
