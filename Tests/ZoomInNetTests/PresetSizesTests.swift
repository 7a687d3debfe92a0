import NeuralNet
import Testing
import TestSupport

@testable import ZoomInNet

@Suite("Presets on pictures of other sizes")
struct PresetSizesTests {
  @Test(
    "the cells are those that the graph makes, for odd and even views alike",
    arguments: [(ZoomInNetPreset.testing, 28...80), (.small, 112...130)])
  func cells(preset: ZoomInNetPreset, views: ClosedRange<Int>) throws {
    for view in views {
      let sized = try #require(preset.reading(viewPixels: view, zoomPixels: nil))
      #expect(sized.viewPixels == view)
      let graph = ZoomInNetGraphs(ZoomInNetConfiguration(preset: sized)).eye
      #expect(graph.cells(ofOutput: Port.m, inInput: Port.view) == sized.cells, "\(view)")
      #expect(graph.shape(ofOutput: Port.g)?.height == sized.grid, "\(view)")
    }
  }

  @Test(
    "a trunk without padding has cells down to half of its view",
    arguments: [ZoomInNetPreset.paper, .paperWide])
  func withoutPadding(preset: ZoomInNetPreset) throws {
    let half = try #require(preset.reading(viewPixels: 246, zoomPixels: nil))
    #expect(half.zoomPixels == 615 && half.cells.stride == preset.cells.stride)
    #expect(half.cells.firstCentre == preset.cells.firstCentre && half.grid < preset.grid && half.grid > 0)
  }

  @Test("a view of less than half the preset's is refused", arguments: ZoomInNetPreset.all)
  func tooSmall(preset: ZoomInNetPreset) {
    #expect(preset.reading(viewPixels: preset.viewPixels / 2 - 1, zoomPixels: nil) == nil)
    #expect(preset.reading(viewPixels: (preset.viewPixels + 1) / 2, zoomPixels: nil) != nil)
  }

  @Test("without sizes it is the preset; the zoom picture keeps its proportion unless it is named")
  func zoom() throws {
    #expect(ZoomInNetPreset.testing.reading(viewPixels: nil, zoomPixels: nil) == .testing)
    #expect(ZoomInNetPreset.testing.reading(viewPixels: 57, zoomPixels: nil)?.zoomPixels == 143)  // 142.5
    let named = try #require(ZoomInNetPreset.testing.reading(viewPixels: nil, zoomPixels: 200))
    #expect(named.zoomPixels == 200 && named.viewPixels == 56 && named.cells == ZoomInNetPreset.testing.cells)
  }

  @Test("weights of one size load into a network of another size")
  func parameters() throws {
    let other = try #require(ZoomInNetPreset.testing.reading(viewPixels: 72, zoomPixels: 180))
    let small = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 3, wakesResting: true)
    let large = ZoomInNetModel(ZoomInNetConfiguration(preset: other), seed: 9, wakesResting: true)
    #expect(large.parameters.names == small.parameters.names)
    try large.parameters.restore(small.parameters.tensors, from: "small")
    #expect(large.parameters.tensors.mapValues(\.values) == small.parameters.tensors.mapValues(\.values))
    try small.parameters.restore(large.parameters.tensors, from: "large")
    let pictures = DrawnPictures(patientCount: 1, preset: other)
    let prediction = try ZoomInNetPredictor(
      large, source: pictures, eyes: pictures.eyes, budget: .tests
    ).predictions([0])[0]
    #expect(prediction.features.count == 32 * 81 && prediction.gatedAttention.count == 5 * 81)
  }

  @Test("the smallest patch of a C-Net is the smallest of which its trunk makes a pixel")
  func smallestPatch() {
    // Inception v3 is published for pictures of 75 pixels and more.
    #expect(CNetConfiguration.inceptionV3.smallestPatchPixels == 75)
    #expect(ZoomInNetPreset.testing.cNet.smallestPatchPixels == 1)
    for (configuration, side) in [(CNetConfiguration.inceptionV3, 75), (ZoomInNetPreset.testing.cNet, 1)] {
      var builder = NetworkBuilder()
      let patch = builder.input(
        Port.patch, kind: .patch, shape: FeatureShape(channels: 3, height: side, width: side))
      let features = builder.cNet(patch, configuration)
      #expect(features.shape.height == 1 && features.shape.width == 1)
    }
  }
}
