import NeuralNet
import Testing
import Workbench

@testable import ZoomInNet

@Suite("EfficientNet-Lite")
struct EfficientNetLiteTests {
  private func trunk(_ side: Int, headChannels: Int?) -> (builder: NetworkBuilder, features: Feature) {
    var builder = NetworkBuilder()
    let picture = builder.input(
      "picture", kind: .eye, shape: FeatureShape(channels: 3, height: side, width: side))
    let features = builder.efficientNetLite(picture, .lite0(headChannels: headChannels), prefix: "m_net.")
    return (builder, features)
  }

  @Test(
    "Lite0 makes 1280 channels of 7x7 of 224 pixels, with timm's number of parameters and .4 billion multiply-adds"
  )
  func published() {
    let (builder, features) = trunk(224, headChannels: 1280)
    #expect(features.shape == FeatureShape(channels: 1280, height: 7, width: 7))
    // timm's `tf_efficientnet_lite0`, less its classifier of 1000 levels.
    #expect(builder.cost.parameterCount == 4_652_008 - (1280 * 1000 + 1000))
    #expect((0.37...0.41).contains(builder.cost.gigaFlop(of: .eye) / 2))
    #expect(
      builder.graph.operationCountPerItem == 2 * (builder.cost.multiplyAddCount[.eye] ?? 0),
      "the graph counts groups as the builder does")
  }

  @Test(
    "halves odd sides upwards, as TensorFlow pads", arguments: [(448, 14), (896, 28), (1230, 39), (107, 4)])
  func sides(picture: Int, features: Int) {
    let shape = trunk(picture, headChannels: nil).features.shape
    #expect(shape == FeatureShape(channels: 320, height: features, width: features))
  }

  @Test("the padding of a halving layer depends on the parity of the side")
  func padding() {
    func paddings(_ kernel: Int, _ side: Int) -> [Int] {
      let step = ConvolutionStep(8, kernel: kernel, stride: 2, padding: .asymmetric)
      let window = step.window(over: FeatureShape(channels: 8, height: side, width: side + 1))
      return [window.paddingTop, window.paddingBottom, window.paddingLeft, window.paddingRight]
    }
    #expect(paddings(3, 8) == [0, 1, 1, 1])
    #expect(paddings(3, 7) == [1, 1, 0, 1])
    #expect(paddings(5, 8) == [1, 2, 2, 2])
    #expect(paddings(5, 7) == [2, 2, 1, 2])
    #expect(paddings(1, 8) == [0, 0, 0, 0], "a window smaller than its stride needs none")
  }

  @Test("blocks add their input only where shapes allow it, and end without a ReLU")
  func residual() {
    let graph = trunk(64, headChannels: nil).builder.graph
    let names = graph.parameterNames
    #expect(
      names.contains("m_net.blocks.0.0.conv_pw.weight") && !names.contains("m_net.blocks.0.0.conv_pwl.weight")
    )
    #expect(
      names.contains("m_net.blocks.6.0.conv_pwl.weight") && names.contains("m_net.blocks.6.0.bn3.weight"))
    #expect(!names.contains("m_net.conv_head.weight") && !names.contains("m_net.bn2.weight"))
    let shapes = Dictionary(uniqueKeysWithValues: graph.parameters.map { ($0.name, $0.shape) })
    #expect(shapes["m_net.blocks.2.0.conv_dw.weight"] == [144, 1, 5, 5])
  }
}
