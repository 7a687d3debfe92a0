import Fundus
import Imaging
import NeuralNet
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Colours of training pictures")
struct ColourJitterTests {
  private let pictures = DrawnPictures(patientCount: 4)

  private func batches(_ phase: TrainingPhase, jitter: Double, seed: UInt64 = 3) throws -> [TrainingBatch] {
    try BatchRecorder.batches(of: phase, pictures, seed: seed) { $0.colourJitter = jitter }
  }

  @Test("every row of phases 1 and 3 has colours of its own, within the spread, the same for the same seed")
  func spread() throws {
    for phase in [TrainingPhase.mNet, .joint] {
      let batches = try batches(phase, jitter: 0.2)
      let colours = batches.flatMap(\.colours)
      #expect(colours.count == batches.reduce(0) { $0 + $1.rows.pictures.count })
      #expect(Set(colours).count == colours.count)
      for colour in colours {
        // Two factors of 0.8 to 1.2 each divide 0.5.
        #expect(colour.deviation.allSatisfy { (0.5 / 1.45...0.5 / 0.63).contains($0) })
        #expect(colour.mean == colour.deviation, "black stays -1")
      }
      #expect(try self.batches(phase, jitter: 0.2).map(\.colours) == batches.map(\.colours))
      #expect(try self.batches(phase, jitter: 0.2, seed: 4).map(\.colours) != batches.map(\.colours))
    }
  }

  @Test("without a spread, and in phase 2, colours are read as they are; orientations do not depend on it")
  func none() throws {
    #expect(try batches(.mNet, jitter: 0).allSatisfy { $0.colours.isEmpty })
    #expect(try batches(.aNet, jitter: 0.2).allSatisfy { $0.colours.isEmpty })
    #expect(
      try batches(.mNet, jitter: 0.2).map(\.orientations) == batches(.mNet, jitter: 0).map(\.orientations))
  }

  @Test("a picture's view and patches are multiplied by the same factors")
  func sameForPatches() throws {
    let configuration = ZoomInNetConfiguration(preset: .testing)
    let feeder = PictureFeeder(source: pictures, configuration: configuration, threadCount: 1)
    let colours = Normalisation.halves.multiplying([2, 0.5, 1])
    let zooms = try feeder.zooms([0])
    func check(_ plain: [Float], _ shown: [Float], planes: Int) {
      let count = plain.count / planes
      for (place, pair) in zip(plain, shown).enumerated() {
        let factor: Float = [2, 0.5, 1][place / count % 3]
        #expect(abs(((pair.0 + 1) * factor - 1) - pair.1) < 1e-5, "place \(place)")
      }
    }
    check(
      try feeder.views([0], [.upright]), try feeder.views([0], [.upright], colours: [colours]), planes: 3)
    let plain = feeder.patches(zooms, [.upright], [[]])
    let shown = feeder.patches(zooms, [.upright], [[]], colours: [colours])
    check(plain.values, shown.values, planes: 3 * configuration.regions.count)
  }
}
