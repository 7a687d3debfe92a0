import Foundation
import Pipeline
import Runs
import Workbench

/// A run in a list, as a program reads it.
struct ListedRun: Encodable, Sendable {
  /// The state of a run in a list.
  typealias State = RunsListJob.State

  let experiment: String
  let id: String
  /// The folder.
  let run: String
  let state: State
  /// The current stage, the one in which the run ended, or the last one of a partial run.
  let stage: String?
  /// Why the run failed or was interrupted.
  let message: String?
  /// The machine of the process that works on the run, if it is not this one.
  let host: String?
  /// When it last started, ISO 8601.
  let started: String?
  /// The run whose network reads the pictures, in a run without training of its own.
  let network: String?
  /// The figures of the split that stands for the run.
  let figures: KeyFigures?
  let clusterings: [RunFigures.Clustering]
  /// What cannot be read, with the reason.
  let faults: [String]

  /// Reads the figures of a run.
  ///
  /// - Parameter faults: what else of the run cannot be read.
  init(_ entry: RunEntry, faults: [RunsError] = []) {
    experiment = entry.experiment
    id = entry.id
    run = entry.run.url.path
    state = State(entry.status)
    stage = entry.status?.stage
    message = entry.status?.message
    host = entry.status.flatMap { $0.isOfAnotherHost ? $0.host : nil }
    started = entry.started
    network = entry.network
    var faults = (entry.faults + faults).map(\.message)
    var found = RunFigures()
    do {
      found = try RunFigures.current(of: entry.run)
    } catch {
      faults.append((error as? any ZoominError)?.message ?? "\(error)")
    }
    figures = found.keyFigures
    clusterings = found.clusterings
    self.faults = faults
  }

  /// A figure; nil if it was not measured or is undefined.
  func value(of measure: KeyMeasure) -> Double? { figures.flatMap { measure.estimate(in: $0)?.value } }

  /// Clusters of all kinds of rows; nil without a clustering.
  var clusterCount: Int? { clusterings.isEmpty ? nil : clusterings.map(\.clusterCount).reduce(0, +) }

  /// Candidates among them; nil if no clustering is judged.
  var candidateCount: Int? {
    let counts = clusterings.compactMap(\.candidateCount)
    return counts.isEmpty ? nil : counts.reduce(0, +)
  }

  /// In which stage the run is or ended, or after which; nil where there is none to name.
  var stageClause: String? { stage.flatMap { RunStatus.State(rawValue: state.rawValue)?.clause(of: $0) } }

  /// The remark of the list: where the run is, what it is of.
  var remark: String {
    var parts: [String] = []
    if let network { parts.append("cohort of \(network)") }
    if let stageClause { parts.append(stageClause) }
    if state == .running, let host { parts.append("on \(host)") }
    if clusterings.contains(where: { !$0.converged }) { parts.append("clustering NOT converged") }
    return parts.joined(separator: ", ")
  }
}
