import NeuralNet
import Testing

@testable import ZoomInNet

/// Shapes and counts of the published trunks, as published, and of the parts that networks are built of.
@Suite("Trunks")
struct TrunkTests {
  private func trunk(
    _ side: Int, _ build: (inout NetworkBuilder, Feature) -> Feature
  ) -> (shape: FeatureShape, cost: NetworkCost, graph: Graph) {
    var builder = NetworkBuilder()
    let picture = builder.input(
      "picture", kind: .eye, shape: FeatureShape(channels: 3, height: side, width: side))
    let features = build(&builder, picture)
    return (features.shape, builder.cost, builder.graph)
  }

  @Test("Inception v3 makes 2048 channels of 8x8 of 299 pixels, at 5.7 billion multiply-adds")
  func inceptionV3() {
    let found = trunk(299) { $0.cNet($1, .inceptionV3) }
    #expect(found.shape == FeatureShape(channels: 2048, height: 8, width: 8))
    #expect(found.cost.parameterCount == 21_785_568)
    #expect((5.6...5.8).contains(found.cost.gigaFlop(of: .eye) / 2))
  }

  @Test("Inception-ResNet v2 makes 2080 channels of 8x8 of 299 pixels, with timm's number of parameters")
  func inceptionResNetV2() {
    let found = trunk(299) { $0.mNet($1, .inceptionResNetV2(channels: 1024)) }
    #expect(found.shape == FeatureShape(channels: 1024, height: 8, width: 8))
    // timm's 55,843,464 with a classifier of 1000 levels, less that and conv2d_7b of 1536 channels, and our projection.
    let published = 55_843_464 - (1536 * 1000 + 1000) - (2080 * 1536 + 2 * 1536)
    #expect(found.cost.parameterCount == published + 2080 * 1024 + 2 * 1024)
    #expect(
      found.graph.parameters.contains { $0.name == "m_net.block8.conv2d.weight" && $0.shape[0] == 2080 })
  }

  @Test("halved parts of Inception-ResNet have half of every width", arguments: [2, 4])
  func parts(divisor: Int) {
    let (whole, part) = (InceptionResNetParts(divisor: 1), InceptionResNetParts(divisor: divisor))
    for (one, other) in [
      (whole.blockA, part.blockA), (whole.blockB, part.blockB), (whole.blockC, part.blockC),
    ] {
      #expect(one.map { $0.map(\.channels) } == other.map { $0.map { $0.channels * divisor } })
      #expect(one.map { $0.map(\.kernelHeight) } == other.map { $0.map(\.kernelHeight) })
    }
    #expect(whole.blockA.map { $0.last?.channels } == [32, 32, 64])
    #expect(
      whole.blockB.map { $0.last?.channels } == [192, 192]
        && whole.blockC.map { $0.last?.channels } == [192, 256])
    #expect(part.reductionA.count == 2)
  }

  @Test("a convolution's shape and cost follow from its kernel, stride and padding")
  func convolution() {
    var builder = NetworkBuilder()
    let x = builder.input("x", kind: .eye, shape: FeatureShape(channels: 3, height: 11, width: 8))
    let same = builder.convolution(x, ConvolutionStep(4, kernel: 3, stride: 2), bias: true, named: "a")
    #expect(same.shape == FeatureShape(channels: 4, height: 6, width: 4))
    #expect(builder.cost.parameterCount == 4 * 3 * 9 + 4)
    #expect(builder.cost.multiplyAddCount == [.eye: 4 * 3 * 9 * 24])
    let wide = builder.unit(
      same, ConvolutionStep(2, height: 1, width: 3, padding: .valid), named: "b")
    #expect(wide.shape == FeatureShape(channels: 2, height: 6, width: 2))
    #expect(builder.cost.parameterCount == 112 + 2 * 4 * 3 + 4, "batch norm has a scale and a shift")
    let pooled = builder.maxPool(wide, kernel: 3, stride: 2, padding: .same)
    #expect(pooled.shape == FeatureShape(channels: 2, height: 3, width: 1))
    let joined = builder.concatenate([pooled, pooled, pooled])
    #expect(joined.shape.channels == 6)
    #expect(builder.concatenate([joined]).node == joined.node, "one part is itself")
    for feature in [same, wide, pooled, joined] {
      #expect(
        builder.graph.shape(of: feature.node) == feature.shape, "the builder keeps the graph's own account")
    }
  }

  @Test("a classifier costs a weight for each number and level, and begins at 0")
  func classifier() throws {
    var builder = NetworkBuilder()
    let x = builder.input("x", kind: .patch, shape: FeatureShape(channels: 7, height: 1, width: 1))
    let logits = builder.classifier(builder.standardised(x, named: "n"), outputs: 5, named: "c")
    #expect(logits.shape.channels == 5 && logits.kind == .patch)
    #expect(builder.cost.parameterCount == 14 + 40 && builder.cost.multiplyAddCount == [.patch: 35])
    let parameters = Parameters(for: [builder.graph], seed: 1)
    #expect(parameters["c.weight"].allSatisfy { $0 == 0 } && parameters.count == 14 + 40)
  }

  @Test("no layers cost nothing, and a billion multiply-adds are two gigaflop")
  func cost() {
    var cost = NetworkCost()
    #expect(cost.gigaFlop(of: .eye) == 0 && cost.parameterCount == 0)
    cost.multiplyAddCount[.patch] = 1_000_000_000
    #expect(cost.gigaFlop(of: .patch) == 2 && cost.gigaFlop(of: .eye) == 0)
  }

  @Test("A-Net's kernels and channels are those of its configuration")
  func aNet() {
    var builder = NetworkBuilder()
    let m = builder.input(Port.m, kind: .eye, shape: FeatureShape(channels: 6, height: 5, width: 5))
    let heads = builder.aNet(m, ANetConfiguration(hiddenChannels: [4, 3], kernels: [3, 1, 5]))
    #expect(heads.gatedAttention.shape == FeatureShape(channels: 5, height: 5, width: 5))
    #expect(heads.logits.shape == FeatureShape(channels: 5, height: 1, width: 1))
    let shapes = Dictionary(uniqueKeysWithValues: builder.graph.parameters.map { ($0.name, $0.shape) })
    #expect(shapes["a_net.attention_1.weight"] == [4, 6, 3, 3])
    #expect(shapes["a_net.attention_2.weight"] == [3, 4, 1, 1])
    #expect(shapes["a_net.attention_3.weight"] == [5, 3, 5, 5])
    #expect(shapes["a_net.score.weight"] == [5, 6, 1, 1])
    let resting = builder.graph.parameters.filter { $0.role == .restingWeight }.map(\.name).sorted()
    #expect(resting == ["a_net.attention_3.weight", "a_net.score.weight"], "attention begins even")
  }
}
