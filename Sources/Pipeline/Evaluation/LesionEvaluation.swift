import Fundus
import Scoring
import Runs
import Settings
import Workbench
import ZoomInNet

/// How many annotated lesions the sampled boxes find, compared with boxes that do not depend on the picture.
///
/// Source: Wang et al. 2017, the recall of annotated lesions in section 3. The paper does not say which box it means,
/// so results are reported for both: the suppression window and C-Net's crop.
struct LesionEvaluation {
  let prepared: PreparedSet
  let readings: PictureReadings
  /// The predictions of the untrained network for the splits with lesions; nil if no split has any.
  let untrained: PictureReadings?
  let experiment: Experiment

  /// The boxes of the lesions of the training pictures, in view pixels, by eye; only eyes that have any.
  private let trainingLesions: [Eye: [Box]]

  /// - Parameters:
  ///   - untrained: what the untrained network says about the splits with lesions; nil leaves it out.
  ///   - training: the set of the training pictures; nil leaves out baselines that learn from them.
  init(
    prepared: PreparedSet, readings: PictureReadings, untrained: PictureReadings?, training: PreparedSet?,
    experiment: Experiment
  ) {
    self.prepared = prepared
    self.readings = readings
    self.untrained = untrained
    self.experiment = experiment
    trainingLesions =
      training.map { training in
        let side = prepared.configuration.viewPixels
        return Dictionary(grouping: training.manifest.indices(in: .train)) {
          training.manifest.entries[$0].eye
        }.mapValues { pictures in
          pictures.flatMap { training.lesions($0, side: side).filter(\.type.isLesion).map(\.box) }
        }.filter { !$0.value.isEmpty }
      } ?? [:]
  }

  /// Predictions of an untrained network for all pictures of the splits with lesions; nil if no split has lesions, so
  /// that no picture is read in vain.
  static func untrained(
    _ splits: [Split], of manifest: Manifest, read: ([Split]) throws -> PictureReadings
  ) rethrows -> PictureReadings? {
    let withLesions = manifest.splitsWithLesions(among: splits)
    return withLesions.isEmpty ? nil : try read(withLesions)
  }

  /// Adds the reports of a split, if it has lesions.
  func evaluate(_ split: Split, into result: inout Evaluation.Split) {
    let indices = readings.indices.filter { prepared.manifest.entries[$0].split == split }
    guard indices.contains(where: { !lesions($0).isEmpty }) else { return }
    let sampler = RegionSampler(experiment.model.regions, preset: experiment.preset)
    let scale = Float(sampler.viewPixels) / Float(sampler.zoomPixels)
    let sides = [
      "window": Float(sampler.suppressionPixels), "crop": Float(sampler.patchPixels) * scale,
    ]
    for (name, side) in sides {
      let rule = RegionRule(
        side: side, suppression: Float(sampler.suppressionPixels), framePixels: Float(sampler.viewPixels),
        placement: .shifted)
      let box: (Region) -> Box = name == "window" ? { $0.windowView } : { $0.cropView }
      let recall = LesionRecall(
        pictures: indices.map(picture), rule: rule, threshold: experiment.evaluate.recallThreshold,
        threadCount: experiment.budget.threadCount)
      result.lesions[name] = recall.report(
        boxes: indices.map { readings[$0].regions.map(box) },
        density: densities(indices, smoothing: side / 4),
        others: [
          ("untrained network", untrained.map { read in indices.map { read[$0].regions.map(box) } } ?? []),
          ("density by the sampler", sampledDensities(indices, sampler).map { $0.map(box) }),
        ].filter { !$0.1.isEmpty },
        blindDraws: experiment.evaluate.blindDraws, draws: experiment.evaluate.bootstrapDraws,
        seed: UInt64(experiment.general.seed))
    }
  }

  // MARK: -

  private var viewPixels: Int { prepared.configuration.viewPixels }

  private func lesions(_ index: Int) -> [LesionTarget] {
    prepared.lesions(index, side: viewPixels).filter(\.type.isLesion).map {
      LesionTarget(type: $0.type.rawValue, box: $0.box)
    }
  }

  private func picture(_ index: Int) -> LesionPicture {
    let side = viewPixels
    let mask = prepared.pictures[index].retinaMask(grid: side).map { UInt8($0 ? 1 : 0) }
    return LesionPicture(
      patient: prepared.manifest.entries[index].patient, lesions: lesions(index),
      retina: .mask(mask, width: side, height: side, pixels: 1), disc: disc(index))
  }

  /// The size of the optic disc where a lesion table marks it, else the size to be expected in such a retina.
  private func disc(_ index: Int) -> DiscDiameter {
    let marked = prepared.lesions(index, side: viewPixels).filter { $0.type == .opticDisc }
    let retina = prepared.pictures[index].outline(side: viewPixels).visibleBox
    return DiscDiameter(marked: marked.map(\.box))
      ?? DiscDiameter(retinaDiameter: max(retina.width, retina.height))
  }

  /// The regions that the sampler finds if the attention of each cell is the number of training lesions nearest to its
  /// centre, with one map for each eye. So this baseline has all advantages of the sampler.
  private func sampledDensities(_ indices: [Int], _ sampler: RegionSampler) -> [[Region]] {
    let entries = prepared.manifest.entries
    let grid = sampler.grid
    let maps = EyeMaps(
      trainingLesions.mapValues { boxes -> [Float] in
        var map = [Float](repeating: 0, count: 5 * grid * grid)
        for box in boxes {
          let (x, y) = (box.centreX, box.centreY)
          guard (0..<Float(viewPixels)).contains(x), (0..<Float(viewPixels)).contains(y) else { continue }
          let (column, row) = (sampler.cells.nearest(to: Double(x)), sampler.cells.nearest(to: Double(y)))
          map[(grid + row) * grid + column] += 1
        }
        return map
      })
    let found = indices.map { index -> [Region]? in
      guard let map = maps[entries[index].eye] else { return nil }
      let retina = prepared.pictures[index].retinaMask(grid: viewPixels).map { UInt8($0 ? 1 : 0) }
      let regions = sampler.regions(gatedAttention: map, probabilities: [0, 1, 0, 0, 0], retina: retina)
      return Array(regions.prefix(readings[index].regions.count))
    }
    return found.contains { $0 == nil } ? [] : found.compactMap(\.self)
  }

  /// The density of the training lesions, one map for each eye; nil if the training pictures have no lesions.
  private func densities(_ indices: [Int], smoothing: Float) -> [LesionDensity]? {
    let entries = prepared.manifest.entries
    let maps = EyeMaps(
      trainingLesions.mapValues { boxes in
        LesionDensity(lesions: boxes, framePixels: Float(viewPixels), smoothingPixels: smoothing)
      })
    let found = indices.map { maps[entries[$0].eye] }
    return found.contains { $0 == nil } ? nil : found.compactMap(\.self)
  }
}
