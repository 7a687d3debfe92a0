import Foundation
import Runs
import Settings
import Workbench

/// `zoomin run --dry-run`: the settings, the run directory and what each stage would do. Nothing is written for it.
public struct RunPlan: CommandResult {
  /// The run directory.
  public let run: RunDirectory
  /// Whether the run exists.
  let exists: Bool
  /// The settings that differ from the defaults, with `auto` resolved.
  let settings: [(path: String, value: String)]
  /// For a new run, the existing run of the experiment with the most similar training, and what differs from it.
  let nearest: (run: RunDirectory, changes: [StageBasis.Change])?
  /// The stages, in order.
  let steps: [StagePlan]

  /// A plan of the stages of a run.
  ///
  /// - Parameter folder: the folder of the experiment's runs.
  init(_ run: RunDirectory, experiment: Experiment, steps: [StagePlan], others folder: URL) throws {
    self.run = run
    self.steps = steps
    exists = FileManager.default.fileExists(atPath: run.url.path)
    let defaults = Experiment()
    settings = Experiment.schema.settings.filter {
      $0.key.value(in: experiment) != $0.key.value(in: defaults)
    }.map { ($0.path, $0.key.value(in: experiment).yaml) }
    nearest = exists ? nil : try Self.nearest(to: experiment, in: folder)
  }

  struct Answer: Encodable {
    struct Stage: Encodable {
      let stage: String
      let state: StagePlan.State
      let reasons: [String]
    }

    let schemaVersion = 1
    let run: String
    let exists: Bool
    let settings: [String: String]
    let stages: [Stage]
  }

  public func json() throws -> String {
    try CanonicalJSON.text(
      Answer(
        run: run.url.path, exists: exists,
        settings: Dictionary(uniqueKeysWithValues: settings.map { ($0.path, $0.value) }),
        stages: steps.map {
          Answer.Stage(stage: $0.record, state: $0.state, reasons: $0.reasons.map(\.text))
        }))
  }

  /// The settings, the stages, then the run directory.
  public var text: String {
    let width = steps.map(\.record.count).max() ?? 0
    let stages = steps.map { step in
      let name = step.record.padding(toLength: width, withPad: " ", startingAt: 0)
      let reasons = step.reasons.map(\.text).joined(separator: "; ")
      return "  \(name)  \(step.state.rawValue)\(reasons.isEmpty ? "" : ": \(reasons)")"
    }
    let begins =
      exists
      ? "This run exists already." : "This would be a new run\(nearest.map { ", \(Self.text($0))" } ?? "")."
    return
      (["Settings that differ from the defaults:"] + settings.map { "  \($0.path): \($0.value)" }
      + ["", "Stages:"] + stages + ["", begins, "Nothing was written.", run.url.path])
      .joined(separator: "\n")
  }

  // MARK: -

  /// Differences of the settings that decide which run it is.
  private static func nearest(
    to experiment: Experiment, in folder: URL
  ) throws -> (run: RunDirectory, changes: [StageBasis.Change])? {
    guard FileManager.default.fileExists(atPath: folder.path) else { return nil }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let runs = names.filter { !$0.hasPrefix(".") }.compactMap { name in
      let run = RunDirectory(folder.appendingPathComponent(name))
      // A folder that is no run, or one of another version, is not compared.
      return (try? run.writtenExperiment()).map { (run, changes(from: $0, to: experiment)) }
    }
    return runs.min { $0.1.count < $1.1.count }
  }

  private static func changes(from other: Experiment, to experiment: Experiment) -> [StageBasis.Change] {
    Experiment.schema.settings.compactMap { setting in
      let (before, after) = (setting.key.value(in: other), setting.key.value(in: experiment))
      let decides =
        setting.stage.map { $0 <= .trainZoomInNet }
        ?? ["runtime.lanes", "runtime.precision", "train.initial_weights"].contains(setting.path)
      guard before != after, decides else { return nil }
      return .setting(setting.path, from: before.text, to: after.text)
    }
  }

  private static func text(_ nearest: (run: RunDirectory, changes: [StageBasis.Change])) -> String {
    let name = nearest.run.url.lastPathComponent
    guard !nearest.changes.isEmpty else {
      return "because its pictures or initial weights are not those of \(name)"
    }
    return "which differs from \(name) in "
      + nearest.changes.map { StagePlan.Reason.changed($0).text }.joined(separator: "; ")
  }
}
