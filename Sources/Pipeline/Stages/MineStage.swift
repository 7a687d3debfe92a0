import Discovery
import FeatureStore
import Foundation
import Fundus
import Mining
import Runs
import Settings
import Spots
import Workbench

/// Mines the features of a trained network, and spots, and draws the attention panels.
struct MineStage: Stage {
  let context: RunContext
  let prepared: StageResult<PrepareStage.Output>
  let trained: StageResult<TrainStage.Output>

  /// The results of mining that later stages use.
  struct Output: StageOutput {
    /// A feature file.
    struct File: Codable, Sendable {
      /// Its path in the run.
      let path: String
      /// The hash of its content.
      let content: String
    }

    /// The file of cells; nil if none were mined.
    let features: String?
    /// The hash of its content.
    let content: String?
    /// The file of spots; nil if none were mined.
    let spots: File?

    var files: [String] { [features, spots?.path].compactMap { $0 } }

    static func planned(content: String) -> Output {
      Output(features: "", content: content, spots: File(path: "", content: content))
    }

    /// The file that holds some rows. The stage mines every unit that a run clusters.
    func file(of rows: ClusteredRows) -> File {
      let file =
        rows.unit == .spot
        ? spots
        : features.flatMap { features in content.map { File(path: features, content: $0) } }
      guard let file else { preconditionFailure("\(rows.text) were not mined") }
      return file
    }
  }

  let name = StageName.mine
  /// 5: novelty is a ratio of distances.
  let version = 5
  /// They decide where regions can lie, and what spots are.
  let alsoReads = ["regions", "spots"]
  var inputs: [StageInput] {
    get throws {
      [
        StageInput(trained), StageInput("pictures", prepared.output.content),
        StageInput("lesions", try context.lesions),
      ] + (try context.trainingInput())
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    let folder = work.run.mining(key: work.key)
    let units = Set(context.experiment.mine.units)
    let wanted = [(MinedUnit.cell, folder.features), (.spot, folder.spots)].filter { units.contains($0.0) }
    if work.isAgain {
      // Parts that an interrupted start left there are used.
      let beside = work.run.miningAgain(key: work.key)
      try mine(units, into: beside, work)
      try CompleteFolder.moveFiles(of: beside.url, into: folder.url)
    } else if !wanted.allSatisfy({ FileManager.default.fileExists(atPath: $0.1.path) }) {
      try mine(units, into: folder, work)
    } else {
      for (_, file) in wanted { try FeatureWriter.removeParts(of: file) }
    }
    func output(_ unit: MinedUnit, _ file: URL) throws -> Output.File? {
      guard units.contains(unit) else { return nil }
      let reader = try FeatureReader(file)
      return Output.File(
        path: work.run.relativePath(of: file), content: try reader.storedContentHash ?? reader.contentHash())
    }
    let (cells, spots) = (try output(.cell, folder.features), try output(.spot, folder.spots))
    try drawPanels(try FeatureReader(cells == nil ? folder.spots : folder.features), in: work.run)
    return Output(features: cells?.path, content: cells?.content, spots: spots)
  }

  // MARK: -

  private func mine(_ units: Set<MinedUnit>, into folder: MiningDirectory, _ work: StageWork) throws {
    let experiment = context.experiment
    let (set, network) = (try context.prepared(), try context.network(trained.output))
    let origin = Miner.Origin(
      checkpointSHA256: try ContentHash.hexadecimal(ofFile: network.checkpoint),
      configuration: experiment.yaml, programVersion: ProgramVersion.current)
    func miner(_ set: PreparedSet) throws -> Miner {
      Miner(
        predictor: try network.predictor(set, experiment), set: set, origin: origin,
        blockPictureCount: experiment.mine.blockPictureCount, budget: experiment.budget)
    }
    let own = try miner(set)
    var spots: Miner.SpotMining?
    if units.contains(.spot) {
      let describer = try context.spotDescriber(network)
      // Novelty is measured against the same healthy photographs for every data set that the network reads.
      let training = try context.trainingSet()
      let healthy =
        training.map {
          experiment.spots.healthyPictures(of: $0.manifest, seed: UInt64(experiment.general.seed))
        } ?? []
      try checkRanking(healthyCount: healthy.count, work.console)
      let bank = try training.flatMap { training in
        healthy.isEmpty
          ? nil
          : try (training === set ? own : try miner(training)).bank(
            of: healthy, experiment.spots, describer: describer, to: folder.bank, progress: work.progress)
      }
      spots = Miner.SpotMining(
        file: folder.spots, configuration: experiment.spots, describer: describer, bank: bank)
    }
    try own.mine(
      experiment.mine, cells: units.contains(.cell) ? folder.features : nil, spots: spots,
      observing: { context.readings.keep(PictureReading($0), of: trained.key) }, progress: work.progress)
  }

  /// Novelty needs healthy photographs.
  private func checkRanking(healthyCount: Int, _ console: Console) throws {
    guard healthyCount == 0 else { return }
    let splits = context.experiment.spots.bankSplits.map(\.rawValue).joined(separator: ", ")
    guard context.experiment.spots.ranking.contains(.novelty) else {
      if context.experiment.spots.bankPictureCount > 0 {
        console.warn(
          "No photograph of \(splits) has grade 0, so the novelty of spots is not measured. Name other splits in "
            + "spots.bank_splits.")
      }
      return
    }
    throw SettingsError(
      .conflict(
        "spots.rank names novelty, but no photograph of \(splits) has grade 0 to compare spots with",
        remedy: "Name other splits in spots.bank_splits, raise spots.bank_pictures, or leave novelty out."),
      at: "spots.rank")
  }

  /// Draws panels of some mined pictures, taken from the grades in turn, so that every grade is shown.
  private func drawPanels(_ reader: FeatureReader, in run: RunDirectory) throws {
    let mined = try MinedRegions(reader)
    let withRegions = Set(mined.regions.map { Int($0.image) })
    let byGrade = Dictionary(grouping: withRegions.sorted()) { mined.images[$0].grade }
    let queues = byGrade.sorted { $0.key > $1.key }.map(\.value)
    let longest = queues.map(\.count).max() ?? 0
    let inTurn = (0..<longest).flatMap { place in queues.compactMap { place < $0.count ? $0[place] : nil } }
    let chosen = Array(inTurn.prefix(context.experiment.mine.panelCount)).sorted()
    guard !chosen.isEmpty else { return }
    let panels = AttentionRun(
      experiment: context.experiment.general.name, border: context.experiment.border,
      budget: context.experiment.budget)
    _ = try panels.draw(
      chosen, of: mined, reader: reader, pictures: try PictureFolder(of: mined, movedTo: context.data.root),
      into: run.attention)
  }
}
