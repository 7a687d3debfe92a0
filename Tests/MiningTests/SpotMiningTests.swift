import FeatureStore
import Foundation
import Fundus
import Spots
import Testing
import Workbench
import ZoomInNet

@testable import Mining

@Suite struct SpotMiningTests {
  private let study: DrawnStudy
  private let predictor: ZoomInNetPredictor

  init() throws {
    study = try DrawnStudy()
    predictor = try ZoomInNetPredictor(
      study.model, source: study.set, eyes: EyeSet(study.set.manifest), budget: study.budget)
  }

  private var spots: SpotConfiguration {
    var spots = SpotConfiguration()
    (spots.scales, spots.margin, spots.proposalCount, spots.count) = ([24], 5, 12, 4)
    return spots
  }

  private func mine(
    _ name: String, _ spots: SpotConfiguration, bank: HealthyBank? = nil, cells: Bool = false,
    stopsAfter: Int? = nil
  ) throws -> URL {
    var configuration = MiningConfiguration()
    (configuration.blockPictureCount, configuration.minimumResponse) = (2, -.infinity)
    let folder = study.folder.appendingPathComponent(name)
    try study.miner(predictor, configuration).mine(
      configuration, cells: cells ? folder.appendingPathComponent("features.h5") : nil,
      spots: Miner.SpotMining(
        file: folder.appendingPathComponent("spots.h5"), configuration: spots, describer: RadialProfile(),
        bank: bank),
      progress: { event in
        guard let stopsAfter, case .advanced(let done, _, _) = event else { return .more }
        return done >= stopsAfter ? .stop : .more
      })
    return folder.appendingPathComponent("spots.h5")
  }

  @Test func `every spot walks back to its picture, with M and G of the cell that sees it`() throws {
    let reader = try FeatureReader(try mine("rows", spots))
    let (images, regions) = (try #require(try reader.images()), try #require(try reader.regions()))
    #expect(reader.attributes?.unit == .spot && reader.attributes?.descriptor == "radial profile")
    #expect(reader.dimension == RadialProfile.dimension && reader.mDimension == 32)
    let m = try #require(try reader.mFeatures())
    let features = try reader.features()
    let preset = ZoomInNetPreset.testing
    let predictions = try predictor.predictions(Array(2..<8))
    #expect(!regions.isEmpty)
    for (row, region) in regions.enumerated() {
      let spot = try #require(region.spot)
      let prediction = predictions[Int(region.image)]
      let (x, y) = (region.boxZoom.centreX, region.boxZoom.centreY)
      let cells = preset.cells.scaled(by: Double(preset.zoomPixels) / Double(preset.viewPixels))
      #expect(Int(region.row) == cells.nearest(to: Double(y)))
      #expect(Int(region.column) == cells.nearest(to: Double(x)))
      let cell = Int(region.row) * cells.count + Int(region.column)
      let levels = (1..<5).map { prediction.gatedAttention[$0 * cells.count * cells.count + cell] }
      #expect(region.response == levels.max() && spot.novelty == 0)
      #expect(
        Array(m[row * 32..<(row + 1) * 32])
          == prediction.feature(row: Int(region.row), column: Int(region.column)))
      let index = Int(region.image) + 2
      let picture = SpotPicture(try study.set.zoom(index), reach: spots.contrastReach)
      let polarity = try #require(Spot.Polarity(rawValue: spot.polarity))
      let found = SpotFinder(spots).spots(of: picture.contrast, budget: study.budget).filter {
        $0.polarity == polarity && $0.x == x && $0.y == y
      }
      #expect(found.count == 1)
      let width = RadialProfile.dimension
      #expect(
        Array(features[row * width..<(row + 1) * width])
          == RadialProfile().descriptors(of: found, in: picture.contrast))
      #expect(region.boxSource == study.set.pictures[index].sourceBox(region.boxZoom, fromSide: 140))
    }
    #expect(images.count == 6)
  }

  @Test func `the first by rank are kept, of each polarity as many as asked`() throws {
    let all = try FeatureReader(try mine("all", spots)).regions() ?? []
    var two = spots
    two.count = 2
    let kept = try FeatureReader(try mine("two", two)).regions() ?? []
    let strongest = Dictionary(grouping: all) { [UInt32($0.spot?.polarity ?? 9), $0.image] }
      .flatMap { $0.value.sorted { ($0.spot?.strength ?? 0) > ($1.spot?.strength ?? 0) }.prefix(2) }
    #expect(Set(kept.map(\.boxZoom)) == Set(strongest.map(\.boxZoom)))
    var attention = two
    attention.ranking = [.attention]
    let attended = try FeatureReader(try mine("attended", attention)).regions() ?? []
    #expect(attended.count == kept.count && attended.map(\.boxZoom) != kept.map(\.boxZoom))
  }

  @Test func `an interrupted job with both units continues to the bytes of an undisturbed one`() throws {
    let undisturbed = try Data(contentsOf: mine("undisturbed", spots, cells: true))
    #expect(throws: WorkbenchError.self) { try mine("stopped", spots, cells: true, stopsAfter: 4) }
    #expect(try Data(contentsOf: mine("stopped", spots, cells: true)) == undisturbed)
    let folder = study.folder.appendingPathComponent("stopped")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["features.h5", "spots.h5"])
    let cells = try Data(contentsOf: folder.appendingPathComponent("features.h5"))
    var configuration = MiningConfiguration()
    (configuration.blockPictureCount, configuration.minimumResponse) = (2, -.infinity)
    #expect(try Data(contentsOf: study.mine("cells", configuration)) == cells, "as if mined alone")
  }

  @Test func `spots of photographs unlike the healthy ones are newer, and lead when ranked by novelty`()
    throws
  {
    var configuration = MiningConfiguration()
    configuration.blockPictureCount = 2
    let healthy = spots.healthyPictures(of: study.set.manifest, seed: 1)
    #expect(healthy == [0, 1], "grade 0, training")
    let file = study.folder.appendingPathComponent("bank.h5")
    let bank = try study.miner(predictor, configuration).bank(
      of: healthy, spots, describer: RadialProfile(), to: file)
    #expect(try FeatureReader(file).images()?.map(\.id) == ["0_left", "0_right"])
    var novel = spots
    (novel.ranking, novel.count) = ([.novelty], 3)
    let regions = try FeatureReader(try mine("novel", novel, bank: bank)).regions() ?? []
    #expect(!regions.isEmpty && regions.allSatisfy { ($0.spot?.novelty ?? 0) > 0 })
    for (_, rows) in Dictionary(grouping: regions, by: { [UInt32($0.spot?.polarity ?? 9), $0.image] }) {
      let novelties = rows.sorted { $0.rank < $1.rank }.map { $0.spot?.novelty ?? 0 }
      #expect(novelties == novelties.sorted(by: >))
    }
  }
}
