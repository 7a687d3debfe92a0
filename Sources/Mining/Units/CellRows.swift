import FeatureStore
import Fundus
import ZoomInNet

/// Rows of cells: M at the peaks of the gated attention.
struct CellRows: RowMaker {
  let box: MiningConfiguration.Box
  let finder: RegionFinder
  let preset: ZoomInNetPreset
  let set: PreparedSet

  init(_ configuration: MiningConfiguration, network: ZoomInNetConfiguration, set: PreparedSet) {
    box = configuration.box
    finder = RegionFinder(configuration, network: network)
    preset = network.preset
    self.set = set
  }

  let unit = MinedUnit.cell
  var dimension: Int { preset.channelCount }
  var mDimension: Int? { nil }
  var descriptor: String? { nil }

  func rows(of prediction: PicturePrediction) -> MinedRows {
    var rows = MinedRows()
    let regions = finder.regions(prediction)
    rows.features.reserveCapacity(regions.count * dimension)
    for (rank, region) in regions.enumerated() {
      rows.features += prediction.feature(row: region.row, column: region.column)
      rows.regions.append(row(region, rank: rank, prediction.picture))
    }
    return rows
  }

  // MARK: -

  private func row(_ region: Region, rank: Int, _ picture: Int) -> FeatureRegion {
    let view = box == .crop ? region.cropView : region.windowView
    let zoom = box == .crop ? region.cropZoom : region.windowZoom
    let source = set.pictures[picture].sourceBox(zoom, fromSide: preset.zoomPixels)
    return FeatureRegion(
      level: UInt8(region.level), rank: UInt8(clamping: rank), row: UInt8(region.row),
      column: UInt8(region.column), response: region.response, boxSource: source, boxView: view,
      boxZoom: zoom, sideSource: source.width)
  }
}
