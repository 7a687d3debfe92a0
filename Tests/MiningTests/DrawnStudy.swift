import Foundation
import Fundus
import Imaging
import TestSupport
import Workbench
import ZoomInNet

@testable import Mining

/// Four patients' discs with bright spots, prepared at the testing preset's sizes, and an untrained network.
final class DrawnStudy {
  let folder: URL
  let set: PreparedSet
  let model: ZoomInNetModel
  let budget = ResourceBudget.tests

  init() throws {
    folder = try TemporaryFolder().url
    var entries: [ManifestEntry] = []
    for index in 0..<8 {
      let id = "\(index / 2)_\(index % 2 == 0 ? "left" : "right")"
      try Self.disc(seed: index).png().write(to: Self.made(folder, "data/\(id).png"))
      entries.append(
        ManifestEntry(
          id: id, path: "\(id).png", patient: "\(index / 2)", eye: index % 2 == 0 ? .left : .right,
          grade: index / 2, split: index < 2 ? .train : .test))
    }
    let lesion = LesionBox(
      image: "2_left", type: .hardExudate, box: Box(minX: 60, minY: 70, maxX: 80, maxY: 90))
    let manifest = Manifest(
      root: folder.appendingPathComponent("data"), entries: entries, lesions: [lesion])
    let preset = ZoomInNetPreset.testing
    set = try PictureStore(folder: folder.appendingPathComponent("cache")).prepare(
      manifest,
      PreparationConfiguration(viewPixels: preset.viewPixels, zoomPixels: preset.zoomPixels), budget: budget)
    model = ZoomInNetModel(ZoomInNetConfiguration(preset: preset), seed: 6, wakesResting: true)
  }

  /// Mines into a file of its own folder; `stopsAfter` pictures, if given, the listener asks to stop.
  ///
  /// - Parameter insideRetina: whether regions lie in the retina only.
  func mine(
    _ name: String, _ configuration: MiningConfiguration, insideRetina: Bool = true, stopsAfter: Int? = nil
  ) throws -> URL {
    let file = folder.appendingPathComponent("\(name)/features.h5")
    var network = self.model.configuration
    network.regions.insideRetina = insideRetina
    let model = ZoomInNetModel(network, seed: 6, wakesResting: true)
    let predictor = try ZoomInNetPredictor(
      model, source: set, eyes: EyeSet(set.manifest), budget: budget)
    try miner(predictor, configuration).mine(
      configuration, cells: file,
      progress: { event in
        guard let stopsAfter, case .advanced(let done, _, _) = event else { return .more }
        return done >= stopsAfter ? .stop : .more
      })
    return file
  }

  /// A miner of the study's pictures.
  func miner(_ predictor: ZoomInNetPredictor, _ configuration: MiningConfiguration) -> Miner {
    Miner(
      predictor: predictor, set: set,
      origin: Miner.Origin(
        checkpointSHA256: String(repeating: "0", count: 64), configuration: "a: 1\n",
        programVersion: "test"),
      blockPictureCount: configuration.blockPictureCount, budget: budget)
  }

  private static func made(_ folder: URL, _ path: String) throws -> URL {
    let url = folder.appendingPathComponent(path)
    try AtomicFile.createFolder(url.deletingLastPathComponent())
    return url
  }

  private static func disc(seed: Int) -> Raster {
    let side = 160
    var raster = Raster(width: side, height: side, channelCount: 3)
    var stream = RandomStream(seed: 1, purpose: "spot", items: seed)
    let spot = (x: 40 + stream.integer(below: 60), y: 40 + stream.integer(below: 60))
    for y in 0..<side {
      for x in 0..<side where (x - 80) * (x - 80) + (y - 80) * (y - 80) < 75 * 75 {
        let isSpot = (spot.x..<spot.x + 20).contains(x) && (spot.y..<spot.y + 20).contains(y)
        let place = (y * side + x) * 3
        raster.samples[place] = isSpot ? 250 : 170
        raster.samples[place + 1] = isSpot ? 240 : 90
        raster.samples[place + 2] = isSpot ? 150 : 40
      }
    }
    return raster
  }
}
