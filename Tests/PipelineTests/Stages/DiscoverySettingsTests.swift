import Discovery
import Foundation
import Labels
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct DiscoverySettingsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func experiment(_ overrides: [String] = []) throws -> Experiment {
    try ExperimentReader.read(overrides: ["runtime.outputs=\(folder.url.path)"] + overrides)
  }

  /// The id of the clustering of a run's features.
  private func identifier(_ overrides: [String] = [], of mined: MinedRun) throws -> String {
    try experiment(overrides).clustering(budget: .tests).identifier(of: mined.reader)
  }

  @Test func `without a store there are no labels; one that was named must be there`() throws {
    #expect(try experiment().acceptedLabels().digest == AcceptedLabels.none.digest)
    let named = try experiment(["judge.labels=\(folder["other.sqlite"].path)"])
    #expect(throws: LabelsError.self) { try named.acceptedLabels() }
    #expect(throws: LabelsError.self) { try named.judging(budget: .tests) }
    #expect(throws: LabelsError.self) {
      var known = named
      known.selection.exclusions = [.known]
      _ = try known.clustering(budget: .tests)
    }
    _ = try named.clustering(budget: .tests)  // It asks for no label where known regions stay.
  }

  @Test
  func
    `labels count from the store in the outputs, and decide the clustering where known regions are left out`()
    throws
  {
    let mined = try MinedRun()
    let (whole, unknown) = try (identifier(of: mined), identifier(["cluster.exclude=[known]"], of: mined))
    let store = try LabelStore(at: folder["labels.sqlite"], creating: true)
    let label = Label(
      kind: .patch, picture: ContentHash.hexadecimal(of: "0"),
      box: Box(minX: 0, minY: 0, maxX: 9, maxY: 9), term: "HE")
    _ = try store.append([
      LabelStore.NewEntry(.label(label), author: "Ann", time: LabelStore.text(of: Date()))
    ])
    #expect(try experiment().acceptedLabels().digest != AcceptedLabels.none.digest)
    let other = try experiment(["judge.label_overlap=0.9"])
    #expect(
      try other.acceptedLabels().digest != experiment().acceptedLabels().digest, "the rule of overlap counts")
    #expect(try identifier(of: mined) == whole)
    #expect(try identifier(["cluster.exclude=[known]"], of: mined) != unknown)
  }

  @Test func `a clustering's id follows its settings, not those of mosaics`() throws {
    let mined = try MinedRun()
    func id(_ overrides: [String]) throws -> String { try identifier(overrides, of: mined) }
    let plain = try id([])
    #expect(try id(["mosaic.columns=3", "judge.permutations=200", "runtime.threads=1"]) == plain)
    #expect(try id(["cluster.damping=0.8"]) != plain)
    #expect(try id(["mosaic.crop_cells=4"]) == plain, "where all rows are clustered, tiles decide nothing")
    #expect(
      try id(["cluster.exclude=[border]", "mosaic.crop_cells=4"]) != id(["cluster.exclude=[border]"]),
      "where rows are selected, they do")
  }

  @Test func `mosaics are laid out as the section says`() throws {
    let mosaics = try experiment(["mosaic.columns=7", "mosaic.tile_pixels=96"]).mosaics(budget: .tests)
    #expect(mosaics.layout.columnCount == 7 && mosaics.tiles.tilePixels == 96)
    let tile = try experiment(["data.mask_border=false"]).tile
    #expect(tile.border == nil)
    #expect(try experiment(["data.border_threshold=0.2"]).tile.border != experiment().tile.border)
  }
}
