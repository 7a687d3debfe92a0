import Foundation
import Pipeline
import Runs
import Scoring
import Settings
import TestSupport
import Workbench

@testable import Commands

/// Runs in a folder of outputs, as runs leave them behind, without any work.
struct SampleRuns {
  let folder: TemporaryFolder
  let console = Console()
  /// When the lists are made.
  let now = Date(timeIntervalSince1970: 1_700_000_000)

  var outputs: OutputsDirectory { OutputsDirectory(folder["outputs"]) }

  init() throws {
    folder = try TemporaryFolder()
    try AtomicFile.createFolder(outputs.url)
  }

  /// Makes a run.
  ///
  /// - Parameters:
  ///   - age: seconds since it started.
  ///   - kappa: of the test pictures; nil leaves the run without results.
  @discardableResult
  func add(
    _ name: String, _ state: RunStatus.State = .done, age: Double = 60, kappa: Double? = nil,
    clusters: Int = 7,
    overrides: [String] = []
  ) throws -> RunDirectory {
    let parts = name.split(separator: "/").map(String.init)
    let run = outputs.run(parts[1], ofExperiment: parts[0])
    try RunIdentity(base: name, laneCount: 1, precision: "f32").write(to: run)
    let experiment = try ExperimentReader.read(overrides: ["experiment.name=\(parts[0])"] + overrides)
    try ResolvedExperiment(experiment.yaml).write(to: run)
    var provenance = Provenance(libraries: ["oneDNN": "2.6"], laneCount: 1, threadCount: 1, precision: "f32")
    provenance.started = (now - age).formatted(.iso8601)
    try provenance.write(to: run)
    try RunStatus(state, stage: state == .done ? nil : "mine").write(to: run)
    guard let kappa else { return run }
    try RunFigures(
      splits: ["test": figures(kappa: kappa)],
      clusterings: [
        .init(
          rows: "cells", id: "c0ffee", rowCount: 90, clusterCount: clusters, converged: true,
          candidateCount: 2)
      ]
    ).write(to: run)
    return run
  }

  /// The figures of a split.
  private func figures(kappa: Double) throws -> KeyFigures {
    // Its initialiser is the module's own; this is how a list reads it.
    let text = """
      {"split":"test","pictureCount":1200,"kappa":{"value":\(kappa),"interval":{"low":\(kappa - 0.125),\
      "high":\(kappa + 0.125)},"definedDrawCount":20},"referableAUC":{"value":0.875,"definedDrawCount":20}}
      """
    return try CanonicalJSON.decode(KeyFigures.self, from: Data(text.utf8), place: "the test")
  }

  /// The list of runs.
  func list(_ change: (inout RunsListJob.Selection) -> Void = { _ in }) throws -> RunsListJob.Result {
    var selection = RunsListJob.Selection()
    change(&selection)
    return try RunsListJob(outputs.url, selection, console: console).perform(now: now)
  }

  /// The fields of a result as JSON.
  static func fields(_ result: some CommandResult) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(result.json().utf8)) as? [String: Any] ?? [:]
  }
}
