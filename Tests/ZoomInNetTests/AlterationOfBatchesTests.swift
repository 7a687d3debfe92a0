import Fundus
import Imaging
import NeuralNet
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Scale and sharpness of training pictures")
struct AlterationOfBatchesTests {
  private let pictures = DrawnPictures(patientCount: 4)

  private func batches(
    _ phase: TrainingPhase, scale: Double = 0, blur: Double = 0, seed: UInt64 = 3
  ) throws -> [TrainingBatch] {
    try BatchRecorder.batches(of: phase, pictures, seed: seed) {
      $0.scaleJitter = scale
      $0.blurFraction = blur
    }
  }

  @Test("every row of phases 1 and 3 has a scale and a blur of its own, the same for the same seed")
  func drawn() throws {
    for phase in [TrainingPhase.mNet, .joint] {
      let batches = try batches(phase, scale: 0.2, blur: 0.01)
      let all = batches.flatMap(\.alterations)
      #expect(all.count == batches.reduce(0) { $0 + $1.rows.pictures.count } && Set(all).count == all.count)
      #expect(
        all.allSatisfy { (0.8...1.2).contains($0.magnification) && (0...0.01).contains($0.blurFraction) })
      #expect(
        try self.batches(phase, scale: 0.2, blur: 0.01).map(\.alterations) == batches.map(\.alterations))
      #expect(
        try self.batches(phase, scale: 0.2, blur: 0.01, seed: 4).map(\.alterations)
          != batches.map(\.alterations))
    }
  }

  @Test("without either, and in phase 2, nothing is altered; orientations do not depend on it")
  func none() throws {
    #expect(try batches(.mNet).allSatisfy { $0.alterations.isEmpty })
    #expect(try batches(.aNet, scale: 0.2).allSatisfy { $0.alterations.isEmpty })
    #expect(try batches(.mNet, scale: 0.2).map(\.orientations) == batches(.mNet).map(\.orientations))
  }

  @Test("the view and the zoom picture are altered alike, before their contrast is taken")
  func alike() throws {
    for contrast in [ZoomInNetConfiguration.Contrast.plain, .local] {
      var configuration = ZoomInNetConfiguration(preset: .testing)
      configuration.contrast = contrast
      let feeder = PictureFeeder(
        source: pictures, configuration: configuration, threadCount: 1, altersPictures: true)
      let alteration = Alteration(magnification: 0.8, blurFraction: 0.01)
      let view = alteration.apply(to: try pictures.view(0))
      let zoom = alteration.apply(to: try pictures.zoom(0))
      let other = PictureFeeder(
        source: OnePicture(viewed: view, zoomed: zoom), configuration: configuration, threadCount: 1)
      let shown = try feeder.views([0], [.upright], alterations: [alteration])
      #expect(try shown == other.views([0], [.upright]))
      #expect(try shown != feeder.views([0], [.upright]))
      #expect(try feeder.zooms([0], alterations: [alteration]) == other.zooms([0]))
    }
  }

  @Test("a feeder that may alter pictures shows them as another does where nothing is altered")
  func unaltered() throws {
    var configuration = ZoomInNetConfiguration(preset: .testing)
    configuration.contrast = .local
    let plain = PictureFeeder(source: pictures, configuration: configuration, threadCount: 1)
    let altering = PictureFeeder(
      source: pictures, configuration: configuration, threadCount: 1, altersPictures: true)
    #expect(
      try plain.views([1, 2], [.upright, Orientation(5)])
        == altering.views([1, 2], [.upright, Orientation(5)]))
    #expect(try plain.zooms([3]) == altering.zooms([3]))
  }
}

private struct OnePicture: PictureSource {
  let viewed: Raster
  let zoomed: Raster
  func view(_ index: Int) -> Raster { viewed }
  func zoom(_ index: Int) -> Raster { zoomed }
}
