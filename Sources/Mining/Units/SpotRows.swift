import FeatureStore
import Fundus
import Spots
import Workbench
import ZoomInNet

/// Rows of spots: places of lesion size in the zoom picture, with their descriptors, and M and G at their cells.
struct SpotRows: RowMaker {
  let configuration: SpotConfiguration
  let finder: SpotFinder
  let describer: any SpotDescriber
  /// Spots of healthy photographs; nil while the bank itself is mined, and where there are none.
  let bank: HealthyBank?
  let preset: ZoomInNetPreset
  let set: PreparedSet
  let budget: ResourceBudget

  /// - Parameter bank: nil gives every spot the novelty 0.
  init(
    _ configuration: SpotConfiguration, describer: any SpotDescriber, bank: HealthyBank?,
    network: ZoomInNetConfiguration, set: PreparedSet, budget: ResourceBudget
  ) {
    self.configuration = configuration
    finder = SpotFinder(configuration)
    self.describer = describer
    self.bank = bank
    preset = network.preset
    self.set = set
    self.budget = budget
  }

  let unit = MinedUnit.spot
  var dimension: Int { describer.dimension }
  var mDimension: Int? { preset.channelCount }
  var descriptor: String? { describer.name }

  func rows(of prediction: PicturePrediction) throws -> MinedRows {
    let picture = SpotPicture(try set.zoom(prediction.picture), reach: configuration.contrastReach)
    let spots = finder.spots(of: picture.contrast, budget: budget)
    let descriptors = try describer.descriptors(of: spots, in: picture)
    let novelty =
      bank?.novelty(
        of: descriptors, polarities: spots.map(\.polarity),
        patient: set.manifest.entries[prediction.picture].patient, threadCount: budget.threadCount)
      ?? Array(repeating: 0, count: spots.count)
    let cells = spots.map { Cell(of: $0, side: picture.side, preset, prediction) }
    let scores = spots.indices.map { index in
      configuration.ranking.reduce(Float(1)) { score, quantity in
        switch quantity {
        case .strength: score * spots[index].strength
        case .attention: score * max(0, cells[index].response)
        case .novelty: score * novelty[index]
        }
      }
    }
    let kept = Spot.Polarity.allCases.flatMap { polarity in
      spots.indices.filter { spots[$0].polarity == polarity }
        .sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(configuration.count)
    }
    var rows = MinedRows()
    for (rank, index) in kept.enumerated() {
      let cell = cells[index]
      rows.features += descriptors[index * dimension..<(index + 1) * dimension]
      rows.mFeatures += prediction.feature(row: cell.row, column: cell.column)
      rows.regions.append(
        row(spots[index], cell, novelty: novelty[index], rank: rank, side: picture.side, prediction.picture))
    }
    return rows
  }

  // MARK: -

  /// The cell of M that sees a spot.
  private struct Cell {
    let row: Int
    let column: Int
    /// The level from 1 to 4 with the highest gated attention there.
    let level: Int
    /// That attention.
    let response: Float

    init(of spot: Spot, side: Int, _ preset: ZoomInNetPreset, _ prediction: PicturePrediction) {
      let cells = preset.cells.scaled(by: Double(side) / Double(preset.viewPixels))
      row = cells.nearest(to: Double(spot.y))
      column = cells.nearest(to: Double(spot.x))
      let place = row * cells.count + column
      let values = (0..<Grade.count).map {
        prediction.gatedAttention[$0 * cells.count * cells.count + place]
      }
      level = (1..<Grade.count).reduce(1) { values[$1] > values[$0] ? $1 : $0 }
      response = values[level]
    }
  }

  private func row(
    _ spot: Spot, _ cell: Cell, novelty: Float, rank: Int, side: Int, _ picture: Int
  ) -> FeatureRegion {
    let unit = Float(side) / Float(SpotConfiguration.referencePixels)
    let zoom = Box(centreX: spot.x, centreY: spot.y, side: Float(configuration.boxPixels) * unit)
    let source = set.pictures[picture].sourceBox(zoom, fromSide: side)
    let view = zoom.mapped(scale: Float(preset.viewPixels) / Float(side))
    return FeatureRegion(
      level: UInt8(cell.level), rank: UInt8(clamping: rank), row: UInt8(cell.row),
      column: UInt8(cell.column), response: cell.response, boxSource: source, boxView: view, boxZoom: zoom,
      sideSource: source.width,
      spot: FeatureSpot(
        polarity: spot.polarity.rawValue, scaleSource: spot.scale * source.width / zoom.width,
        strength: spot.strength, novelty: novelty))
  }
}
