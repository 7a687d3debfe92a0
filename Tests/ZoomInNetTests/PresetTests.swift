import Foundation
import NeuralNet
import Testing
import TestSupport

@testable import ZoomInNet

@Suite("Presets")
struct PresetTests {
  @Test("every preset's row tells the parameters its graphs have", arguments: ZoomInNetPreset.all)
  func counts(preset: ZoomInNetPreset) {
    let graphs = ZoomInNetGraphs(ZoomInNetConfiguration(preset: preset))
    #expect(graphs.eyeCost.parameterCount == preset.eyeParameterCount)
    #expect(graphs.patchCost.parameterCount == preset.patchParameterCount)
    #expect(ZoomInNetPreset.named(preset.name) == preset)
  }

  @Test(
    "the parameters that are made are those that were counted", arguments: [ZoomInNetPreset.testing, .small])
  func made(preset: ZoomInNetPreset) {
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: preset), seed: 1)
    #expect(model.parameters.count == preset.eyeParameterCount + preset.patchParameterCount)
  }

  @Test("cost is counted as the engine counts it", arguments: ZoomInNetPreset.all)
  func cost(preset: ZoomInNetPreset) {
    let graphs = ZoomInNetGraphs(ZoomInNetConfiguration(preset: preset))
    let operations = 2 * (graphs.eyeCost.multiplyAddCount[.eye] ?? 0)
    #expect(operations == graphs.eye.operationCountPerItem)
    #expect(preset.eyeGigaFlop == 1e-9 * Double(operations))
  }

  @Test("the small preset stays within a workstation's reach: M 1024x14x14 at no more than 1 GFLOP an eye")
  func small() {
    #expect(ZoomInNetPreset.small.channelCount == 1024 && ZoomInNetPreset.small.grid == 14)
    #expect((0.5...1.0).contains(ZoomInNetPreset.small.eyeGigaFlop))
    #expect((0.1...0.3).contains(ZoomInNetPreset.small.patchGigaFlop))
  }

  @Test(
    "the paper's C-Net has Inception v3's 21,785,568 parameters below its own classifier and the batch norm in front of it"
  )
  func paperPatchTrunk() {
    // torchvision 0.19: sum of inception_v3(aux_logits=False) parameters without fc.
    let classifier = 5 * (2048 + 1024) + 5 + 2 * (2048 + 1024)
    #expect(ZoomInNetPreset.paper.patchParameterCount - classifier == 21_785_568)
  }
}

extension PresetTests {
  @Test(
    "the documentation's table of presets says what the graphs cost",
    arguments: ZoomInNetPreset.all)
  func table(preset: ZoomInNetPreset) throws {
    let article = try String(
      contentsOf: SourceTree.root.appendingPathComponent("Sources/zoomin/Zoomin.docc/Architecture.md"),
      encoding: .utf8)
    let patchPixels = ZoomInNetConfiguration(preset: preset).regionSampler.patchPixels
    let sizes = "| `\(preset.name)` | \(preset.viewPixels) | \(preset.zoomPixels) | \(patchPixels) "
    let shape = "| \(preset.channelCount)x\(preset.grid)x\(preset.grid) "
    let counts = "| \(preset.eyeParameterCount) | \(preset.patchParameterCount) "
    let cost = String(format: "| %.3g | %.3g |", preset.eyeGigaFlop, preset.patchGigaFlop)
    let row = sizes + shape + counts + cost
    #expect(article.contains(row), "\(row)")
  }
}
