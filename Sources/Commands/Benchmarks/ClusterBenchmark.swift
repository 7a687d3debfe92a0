import Clustering
import Foundation
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin benchmark cluster`: the time, memory and quality of a clustering of drawn features on this machine.
public struct ClusterBenchmark {
  /// What was measured.
  public struct Result: CommandResult, Encodable {
    let schemaVersion = 1
    let work = "cluster"
    let rows: Int
    let dimensions: Int
    let method: String
    let threads: Int
    let preference: String
    let damping: Double
    let window: Int
    let converged: Bool
    let iterations: Int
    let runs: Int
    let clusters: Int
    /// Seconds of iterations only, for the dense method, which visits the whole matrix in each.
    let secondsPerIteration: Double?
    /// The time for 20 bytes per entry of the matrix at the bandwidth below, for the dense method.
    let floorSecondsPerIteration: Double?
    let bandwidthBytesPerSecond: Double
    let similaritySeconds: Double
    let messageSeconds: Double
    let secondsTotal: Double
    let featureBytes: Int
    let plannedBytes: Int
    /// Memory before the clustering, including the features.
    let idleMemoryBytes: Int
    let peakMemoryBytes: Int
    let adjustedRandIndexToPlanted: Double
    let approximation: ApproximationAudit?

    public var text: String {
      func seconds(_ value: Double) -> String { String(format: "%.3f s", value) }
      func size(_ bytes: Int) -> String { String(format: "%.2f GB", Double(bytes) / 1e9) }
      var lines = [
        "\(rows) x \(dimensions) by the \(method) method, \(threads) threads: \(seconds(secondsTotal)) in all, "
          + "\(clusters) clusters, \(converged ? "converged" : "not converged") after \(iterations) iterations.",
        "Memory: \(size(peakMemoryBytes - idleMemoryBytes)) above the idle program and its features; "
          + "\(size(plannedBytes)) were planned.",
        String(format: "Adjusted Rand index to the planted groups: %.3f.", adjustedRandIndexToPlanted),
      ]
      if let secondsPerIteration, let floorSecondsPerIteration {
        lines.append(
          "An iteration: \(seconds(secondsPerIteration)), "
            + String(format: "%.2f", secondsPerIteration / floorSecondsPerIteration)
            + " of the floor at the bandwidth measured, "
            + String(format: "%.1f GB/s.", bandwidthBytesPerSecond / 1e9))
      }
      if let agreement = approximation?.agreement, let index = agreement.adjustedRandIndex {
        lines.append(
          String(
            format: "Adjusted Rand index to the dense method on \(agreement.rowCount) rows: %.3f.", index))
      }
      return lines.joined(separator: "\n")
    }
  }

  private let rows: Int
  private let dimensions: Int
  private let experiment: Experiment
  private let console: Console

  /// A measurement of `rows` drawn features by the section `cluster:` of an experiment.
  public init(rows: Int, dimensions: Int, experiment: Experiment, console: Console) {
    self.rows = rows
    self.dimensions = dimensions
    self.experiment = experiment
    self.console = console
  }

  /// Draws features, measures the memory, clusters.
  ///
  /// - Throws: `ClusteringError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let budget = experiment.budget
    let settings = experiment.cluster.resolved(rowCount: rows, columnCount: dimensions, budget: budget)
    let bandwidth = MemoryBandwidth.measured(
      elementCount: min(rows * rows, 1 << 26), threadCount: budget.threadCount)
    let planted = PlantedFeatures(
      rowCount: rows, columnCount: dimensions, seed: UInt64(experiment.general.seed))
    // The peak so far must not count as the clustering's peak.
    ResidentMemory.forgetPeak()
    let idle = ResidentMemory.currentBytes
    let start = ContinuousClock.now
    let progress = StageProgress("benchmark cluster", console: console)
    let found = try AffinityPropagation(settings).cluster(
      planted.features, columnCount: dimensions, budget: budget, progress: progress.listener)
    let duration = start.duration(to: .now).components
    let audit = found.audit
    let isDense = audit.method == .dense
    let square = Double(audit.distinctRowCount) * Double(audit.distinctRowCount) * 20
    return Result(
      rows: rows, dimensions: dimensions, method: audit.method.rawValue, threads: budget.threadCount,
      preference: settings.preference.description, damping: settings.damping, window: settings.window,
      converged: audit.converged, iterations: audit.iterations, runs: audit.runCount,
      clusters: found.clusterCount,
      secondsPerIteration: isDense ? audit.secondsPerIteration : nil,
      floorSecondsPerIteration: isDense ? square / bandwidth : nil, bandwidthBytesPerSecond: bandwidth,
      similaritySeconds: audit.similaritySeconds, messageSeconds: audit.messageSeconds,
      secondsTotal: Double(duration.seconds) + Double(duration.attoseconds) * 1e-18,
      featureBytes: rows * dimensions * 4, plannedBytes: audit.plannedBytes, idleMemoryBytes: idle,
      peakMemoryBytes: max(idle, ResidentMemory.peakBytes),
      adjustedRandIndexToPlanted: PartitionMeasures.adjustedRandIndex(found.labels, planted.groups),
      approximation: audit.approximation)
  }
}
