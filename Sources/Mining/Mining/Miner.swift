import FeatureStore
import Foundation
import Fundus
import Spots
import Workbench
import ZoomInNet

/// Mines pictures into feature files: M at the peaks of the gated attention, and spots with their descriptors.
///
/// Pictures are read in manifest order, in blocks that are complete or absent on disk. An interrupted job continues
/// with the first missing block, and its files have the same bytes as those of an undisturbed job. Source: Wang et al.
/// 2017, clustering of features of M at the top responses of the gated maps. Spots are this program's addition.
public struct Miner {
  /// Texts that a feature file keeps about its origin.
  public struct Origin: Sendable {
    /// SHA-256 of the predictor's weights.
    public let checkpointSHA256: String
    /// The resolved configuration as YAML text.
    public let configuration: String
    /// Version of the program.
    public let programVersion: String

    /// The given texts.
    public init(checkpointSHA256: String, configuration: String, programVersion: String) {
      self.checkpointSHA256 = checkpointSHA256
      self.configuration = configuration
      self.programVersion = programVersion
    }
  }

  /// How spots are mined.
  public struct SpotMining {
    let file: URL
    let configuration: SpotConfiguration
    let describer: any SpotDescriber
    let bank: HealthyBank?

    /// Spots into `file`; without a bank their novelty is 0.
    public init(
      file: URL, configuration: SpotConfiguration, describer: any SpotDescriber, bank: HealthyBank?
    ) {
      self.file = file
      self.configuration = configuration
      self.describer = describer
      self.bank = bank
    }
  }

  private let blockPictureCount: Int
  private let predictor: ZoomInNetPredictor
  private let set: PreparedSet
  private let origin: Origin
  private let budget: ResourceBudget
  private var network: ZoomInNetConfiguration { predictor.model.configuration }

  /// A miner of the pictures of a prepared set, read by a predictor of the same set.
  ///
  /// - Parameter blockPictureCount: pictures per block. An interruption loses at most one block. No result depends on it.
  public init(
    predictor: ZoomInNetPredictor, set: PreparedSet, origin: Origin, blockPictureCount: Int = 64,
    budget: ResourceBudget
  ) {
    self.predictor = predictor
    self.set = set
    self.origin = origin
    self.blockPictureCount = blockPictureCount
    self.budget = budget
  }

  /// Writes the spots of healthy photographs, and returns the bank of them.
  ///
  /// - Throws: as `mine`.
  public func bank(
    of pictures: [Int], _ spots: SpotConfiguration, describer: any SpotDescriber, to file: URL,
    progress: ProgressListener = { _ in .more }
  ) throws -> HealthyBank {
    var all = spots
    // Every spot that might be kept elsewhere is compared, so all of them belong to the bank.
    (all.ranking, all.count) = ([.strength], spots.proposalCount)
    let rows = SpotRows(all, describer: describer, bank: nil, network: network, set: set, budget: budget)
    try write([(rows, file)], of: pictures, observing: { _ in }, progress: progress)
    return try HealthyBank(
      try FeatureReader(file), neighbourCount: spots.noveltyNeighbourCount, threadCount: budget.threadCount)
  }

  /// Writes the feature files of the units of a mining.
  ///
  /// - Parameters:
  ///   - cells: the file of cells; nil if only spots are mined.
  ///   - spots: how spots are mined; nil if only cells are.
  ///   - observing: called with the network's outputs for each picture that is read now; pictures that an earlier process
  ///     mined are not read again.
  ///   - progress: told how many pictures are done.
  /// - Throws: `FeatureStoreError` (a non-finite feature, naming its picture), `MiningError` where there is no
  ///   picture to mine, errors of the predictor, `WorkbenchError` `.stopped`.
  public func mine(
    _ configuration: MiningConfiguration, cells: URL?,
    spots: SpotMining? = nil,
    observing: (PicturePrediction) -> Void = { _ in }, progress: ProgressListener = { _ in .more }
  ) throws {
    var files: [(rows: any RowMaker, file: URL)] = []
    if let cells { files.append((CellRows(configuration, network: network, set: set), cells)) }
    if let spots {
      files.append(
        (
          SpotRows(
            spots.configuration, describer: spots.describer, bank: spots.bank, network: network, set: set,
            budget: budget),
          spots.file
        ))
    }
    try write(
      files, of: configuration.pictures(of: set.manifest), observing: observing, progress: progress)
  }

  // MARK: -

  private func write(
    _ files: [(rows: any RowMaker, file: URL)], of pictures: [Int],
    observing: (PicturePrediction) -> Void, progress: ProgressListener
  ) throws {
    guard let place = files.first?.file.path else { return }
    guard !pictures.isEmpty else {
      throw MiningError(
        .noPictures, at: place, "there is no picture in the splits to mine",
        remedy: "Name other splits under mine.splits.")
    }
    let blocks = stride(from: 0, to: pictures.count, by: blockPictureCount).map {
      Array(pictures[$0..<min($0 + blockPictureCount, pictures.count)])
    }
    let parts = files.filter { !FileManager.default.fileExists(atPath: $0.file.path) }.map { rows, file in
      (rows: rows, writer: writer(of: rows, to: file, blockCount: blocks.count))
    }
    for (index, block) in blocks.enumerated() {
      let before = index * blockPictureCount
      let missing = parts.filter { !$0.writer.hasBlock(index) }
      if !missing.isEmpty {
        let mined = try self.blocks(block, missing.map(\.rows), observing: observing) { event in
          guard case .advanced(let done, _, let unit) = event else { return progress(event) }
          return progress(.advanced(done: before + done, total: pictures.count, unit: unit))
        }
        for (part, block) in zip(missing, mined) { try part.writer.write(block, index: index) }
      }
      guard progress(.advanced(done: before + block.count, total: pictures.count, unit: "pictures")) == .more
      else { throw WorkbenchError(.stopped, at: place, "mining was asked to stop") }
    }
    for part in parts { try part.writer.assemble() }
    for (_, file) in files { try FeatureWriter.removeParts(of: file) }
  }

  private func writer(of rows: any RowMaker, to file: URL, blockCount: Int) -> FeatureWriter {
    let preset = network.preset
    let attributes = FeatureAttributes(
      unit: rows.unit, descriptor: rows.descriptor, cells: preset.cells, viewPixels: preset.viewPixels,
      zoomPixels: preset.zoomPixels, precision: predictor.configuration.precision.rawValue,
      checkpointSHA256: origin.checkpointSHA256, configuration: origin.configuration,
      dataRoot: set.manifest.root.path, programVersion: origin.programVersion)
    return FeatureWriter(
      file: file, attributes: attributes, dimension: rows.dimension, mDimension: rows.mDimension,
      blockCount: blockCount)
  }

  /// The block of each unit.
  private func blocks(
    _ pictures: [Int], _ makers: [any RowMaker], observing: (PicturePrediction) -> Void,
    progress: ProgressListener
  ) throws -> [FeatureBlock] {
    var blocks = makers.map {
      FeatureBlock(dimension: $0.dimension, grid: network.preset.grid, mDimension: $0.mDimension)
    }
    try predictor.predict(pictures, progress: progress) { prediction in
      observing(prediction)
      for (index, maker) in makers.enumerated() {
        let rows = try maker.rows(of: prediction)
        try blocks[index].append(
          image(prediction), attention: prediction.gatedAttention, regions: rows.regions,
          features: rows.features, mFeatures: rows.mFeatures,
          lesions: set.lesionsByImage[prediction.picture].map {
            FeatureLesion(type: $0.type.rawValue, boxSource: $0.box)
          })
      }
    }
    return blocks
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
}
