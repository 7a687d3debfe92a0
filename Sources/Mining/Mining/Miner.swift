import Fundus
import FeatureStore
import Foundation
import Workbench
import ZoomInNet

/// Mines the features of M at the places that the gated attention points at, into a feature file.
///
/// Pictures come in manifest order, in blocks that are complete or absent on disk: a job that was interrupted
/// goes on at the first block that is missing, and the file's bytes are those of an undisturbed one.
/// Source: Wang et al. 2017, the clustering of features (those of M at the top responses of the gated maps).
public struct Miner {
  /// What is mined.
  public let configuration: MiningConfiguration

  private let predictor: ZoomInNetPredictor
  private let set: PreparedSet
  private let finder: RegionFinder
  private let preset: ZoomInNetPreset

  /// A miner of the pictures of a prepared set, read by a predictor of the same set.
  public init(_ configuration: MiningConfiguration, predictor: ZoomInNetPredictor, set: PreparedSet) {
    self.configuration = configuration
    self.predictor = predictor
    self.set = set
    preset = predictor.model.configuration.preset
    finder = RegionFinder(configuration, preset: preset)
  }

  /// Writes the feature file, and returns its content hash.
  ///
  /// - Parameters:
  ///   - checkpointSHA256: hash of the weights that the predictor holds.
  ///   - resolvedConfiguration: the configuration as YAML text, kept in the file.
  ///   - progress: hears of pictures.
  /// - Throws: `FeatureStoreError` (a non-finite feature, naming its picture), `MiningError` where there is no
  ///   picture to mine, errors of the predictor, `WorkbenchError` `.stopped`.
  public func mine(
    to file: URL, checkpointSHA256: String, resolvedConfiguration: String, programVersion: String,
    progress: ProgressListener = { _ in .more }
  ) throws -> String {
    let pictures = configuration.pictures(of: set.manifest)
    guard !pictures.isEmpty else {
      throw MiningError(
        .noPictures, at: file.path, "there is no picture in the splits to mine",
        remedy: "Name other splits under mine.splits.")
    }
    let blocks = stride(from: 0, to: pictures.count, by: configuration.blockPictureCount).map {
      Array(pictures[$0..<min($0 + configuration.blockPictureCount, pictures.count)])
    }
    let attributes = FeatureAttributes(
      cells: preset.cells, viewPixels: preset.viewPixels, zoomPixels: preset.zoomPixels,
      precision: predictor.configuration.precision.rawValue, checkpointSHA256: checkpointSHA256,
      configuration: resolvedConfiguration,
      dataRoot: set.manifest.root.path, programVersion: programVersion)
    let writer = FeatureWriter(
      file: file, attributes: attributes, dimension: preset.channelCount, blockCount: blocks.count)
    for (index, block) in blocks.enumerated() {
      let before = index * configuration.blockPictureCount
      if !writer.hasBlock(index) {
        let mined = try self.block(block) { event in
          guard case .advanced(let done, _, let unit) = event else { return progress(event) }
          return progress(.advanced(done: before + done, total: pictures.count, unit: unit))
        }
        try writer.write(mined, index: index)
      }
      guard progress(.advanced(done: before + block.count, total: pictures.count, unit: "pictures")) == .more
      else { throw WorkbenchError(.stopped, at: file.path, "mining was asked to stop") }
    }
    return try writer.assemble()
  }

  // MARK: -

  private func block(_ pictures: [Int], progress: ProgressListener) throws -> FeatureBlock {
    var block = FeatureBlock(dimension: preset.channelCount, grid: preset.grid)
    try predictor.predict(pictures, progress: progress) { prediction in
      let regions = finder.regions(prediction)
      var features: [Float] = []
      features.reserveCapacity(regions.count * preset.channelCount)
      for region in regions { features += prediction.feature(row: region.row, column: region.column) }
      try block.append(
        image(prediction), attention: prediction.gatedAttention,
        regions: regions.enumerated().map { row($0.element, rank: $0.offset, prediction.picture) },
        features: features,
        lesions: set.lesionsByImage[prediction.picture].map {
          FeatureLesion(type: $0.type.rawValue, boxSource: $0.box)
        })
    }
    return block
  }

  private func image(_ prediction: PicturePrediction) -> FeatureImage {
    let entry = set.manifest.entries[prediction.picture]
    let prepared = set.pictures[prediction.picture]
    return FeatureImage(
      id: entry.id, path: entry.path, sha256: prepared.sha256, patient: entry.patient,
      eye: entry.eye.rawValue, split: entry.split.rawValue, width: Int32(prepared.sourceWidth),
      height: Int32(prepared.sourceHeight), grade: Int8(entry.grade ?? -1),
      yM: prediction.heads[.mNet] ?? [], yA: prediction.heads[.aNet] ?? [],
      yC: prediction.heads[.cNet] ?? [], y: prediction.probabilities, cropBox: prepared.cropBox)
  }

  private func row(_ region: Region, rank: Int, _ picture: Int) -> FeatureRegion {
    let isCrop = configuration.box == .crop
    let view = isCrop ? region.cropView : region.windowView
    let zoom = isCrop ? region.cropZoom : region.windowZoom
    let prepared = set.pictures[picture]
    let source = prepared.sourceBox(zoom, fromSide: preset.zoomPixels)
    return FeatureRegion(
      level: UInt8(region.level), rank: UInt8(clamping: rank), row: UInt8(region.row),
      column: UInt8(region.column), response: region.response, boxSource: source, boxView: view,
      boxZoom: zoom, sideSource: source.width)
  }
}
