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

  @Test func `a window larger than its input has no output`() {
    #expect(Window(5).outputSides(height: 4, width: 9) == nil)
  }
}
