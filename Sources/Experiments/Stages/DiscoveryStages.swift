import Discovery
import FeatureStore
import Foundation
import Runs
import Workbench

/// Clustering and mosaics as stages of a run; they need the feature file and the pictures, never a network.
struct DiscoveryStages {
  let experiment: Experiment
  let runner: StageRunner
  let features: URL
  let dataRoot: URL
  /// The camera of each picture by its id, where scoring may know it.
  let cameras: [String: String]

  /// A clustering with its pages.
  struct Found {
    let clustering: StoredClustering
    /// All clusters on one page; nil where no exemplar emerged, so that there is nothing to show.
    let atlas: URL?
    let measures: ClusterMeasures
  }

  /// Clusters the mined features and draws the mosaics.
  ///
  /// - Parameter key: the key of the mining.
  func perform(after key: String) throws -> Found {
    // Labels decide which regions are clustered where known ones are left out.
    let labels =
      experiment.selection.exclusions.contains(.known)
      ? [(path: "labels", value: try experiment.acceptedLabels().digest)] : []
    let clusterKey = StageKey.of(
      .cluster, settings: experiment.settings(of: .cluster) + labels, parent: key)
    let entry = try runner.stage(.cluster, key: clusterKey) { progress in
      let reader = try FeatureReader(features)
      let run = try experiment.clustering(budget: experiment.budget)
      let id = try run.identifier(of: reader)
      let folder = runner.run.clustering(id: StageKey.short(id))
      let stored = try run.perform(reader, into: folder, progress: progress.listener)
      if !stored.record.converged {
        runner.console.warn(
          "The clustering did not converge in \(stored.record.iterations) iterations; raise "
            + "cluster.max_iterations or cluster.damping.")
      }
      return ["folder": "clusters/\(StageKey.short(id))"]
    }
    let folder = runner.run.url.appendingPathComponent(try entry.result("folder"))
    let mosaicKey = StageKey.of(
      .mosaic, settings: experiment.settings(of: .mosaic), parent: clusterKey)
    let pages = try runner.stage(.mosaic, key: mosaicKey) { progress in
      let stored = try StoredClustering(at: folder)
      let path = try entry.result("folder")
      var results = ["measures": "\(path)/measures.json"]
      if stored.assignment.clusterCount > 0 {
        let drawn = try MosaicJob.draw(
          folder, features: features, dataRoot: dataRoot, experiment: experiment, progress: progress.listener)
        results["atlas"] = "\(path)/\(drawn.atlas.lastPathComponent)"
      } else {
        runner.console.warn("The clustering has no cluster, so there are no mosaics.")
      }
      try measures(of: stored).write(into: folder)
      return results
    }
    let stored = try StoredClustering(at: folder)
    return Found(
      clustering: stored, atlas: pages.results["atlas"].map { runner.run.url.appendingPathComponent($0) },
      measures: try ClusterMeasures(writtenIn: folder))
  }

  // MARK: -

  private func measures(of stored: StoredClustering) throws -> ClusterMeasures {
    let mined = try MinedRegions(try FeatureReader(features), tileCells: experiment.mosaic.cropCells)
    let known = mined.images.compactMap { cameras[$0.id] }
    return try ClusterMeasures(
      stored, of: mined,
      cameraOfImage: known.count == mined.images.count ? known : nil,
      permutations: experiment.evaluate.permutations, seed: UInt64(experiment.general.seed),
      budget: experiment.budget)
  }
}
