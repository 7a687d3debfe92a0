import NeuralNet
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Layers of a trunk")
struct TrunkLayersTests {
  @Test("Lite0 on a zoom picture has its layers at strides 2 to 32, and centres inside the picture")
  func lite() throws {
    let layers = try #require(TrunkLayers(of: .lite, sidePixels: 1230))
    #expect(layers.layers.map(\.output) == ["stride_2", "stride_4", "stride_8", "stride_16", "M"])
    #expect(layers.layers.map(\.channelCount) == [16, 24, 40, 112, 1024])
    #expect(layers.layers.map(\.cells.count) == [615, 308, 154, 77, 39])
    for layer in layers.layers {
      #expect(layers.graph.shape(ofOutput: layer.output)?.channels == layer.channelCount)
      let last = layer.cells.firstCentre + Double(layer.cells.count - 1) * layer.cells.stride
      #expect(layer.cells.firstCentre > 0 && last < 1230, "\(layer.output)")
    }
    #expect(layers.layer(ofStride: 8)?.channelCount == 40 && layers.layer(ofStride: 64) == nil)
  }

  @Test(
    "the other presets have the layers before each halving",
    arguments: [
      (ZoomInNetPreset.small, NamedNetwork.Part.mNet, [2, 4, 8, 16], [32, 64, 160, 1024]),
      (.small, .cNet, [2, 4, 8, 16, 32], [32, 64, 128, 256, 256]),
      (.paper, .mNet, [2, 4, 8, 16, 32], [32, 80, 192, 576, 1024]),
    ])
  func others(preset: ZoomInNetPreset, part: NamedNetwork.Part, strides: [Int], channels: [Int]) throws {
    let layers = try #require(TrunkLayers(of: preset, part, sidePixels: preset.viewPixels))
    #expect(layers.layers.map { Int($0.cells.stride) } == strides)
    #expect(layers.layers.last?.channelCount == channels.last)
    #expect(layers.layers.last?.output == (part == .mNet ? "M" : "stride_\(strides.last ?? 0)"))
  }

  @Test("a picture too small for the trunk has no layers")
  func tooSmall() {
    #expect(TrunkLayers(of: .paper, sidePixels: 200) == nil)
    #expect(TrunkLayers(of: .paper, .cNet, sidePixels: 74) == nil)
  }

  @Test(
    "on the preset's own view M is M-Net's, with the same parameters",
    arguments: [ZoomInNetPreset.testing, .small])
  func equalsMNet(preset: ZoomInNetPreset) throws {
    let layers = try #require(TrunkLayers(of: preset, sidePixels: preset.viewPixels))
    #expect(layers.layers.last?.cells == preset.cells)
    let network = NamedNetwork("m", part: .mNet, of: preset)
    let parameters = Parameters(for: [network.graph], seed: 2)
    #expect(Set(layers.graph.parameterNames).isSubset(of: parameters.names))
    let picture = (0..<2 * 3 * preset.viewPixels * preset.viewPixels).map { Float($0 * 131 % 257) / 128 - 1 }
    let own = try Plan(
      layers.graph, parameters: parameters,
      options: PlanOptions(counts: [TrunkLayers.kind: 2], mode: .inference, lanes: 1))
    own.setInput(TrunkLayers.picture, picture)
    try own.forward()
    let whole = try Plan(
      network.graph, parameters: parameters,
      options: PlanOptions(counts: network.counts(items: 2), mode: .inference, lanes: 1))
    whole.setInput(network.pictureInput, picture)
    network.setSurroundings(of: whole, items: 2)
    try whole.forward()
    // Layers that are read are not fused with the next ones, which rounds otherwise.
    #expect(distance(own.output("M"), whole.output(Port.m)) < 1e-5)
    let first = try #require(layers.layers.first)
    #expect(own.output(first.output).count == 2 * first.channelCount * first.cells.count * first.cells.count)
  }
}
