import Workbench

/// The stages that a start of a run is about: all of them or those up to one, some of which run even if finished.
struct StageRange {
  /// The stages that are asked for, in order.
  let wanted: [StageName]
  /// Those of them that run even if they are finished.
  let again: Set<StageName>

  /// All stages, or those up to `last`; from `first` on even if they are finished.
  ///
  /// Weights are never made again in the same run. With the same settings they would be the same, and an interruption
  /// would leave a half-trained network, and a shorter log of training, in the place of a finished one.
  ///
  /// - Throws: `PipelineError` with code `.stages` if `first` comes after `last`, or is not a stage after training.
  init(again first: StageName? = nil, through last: StageName? = nil) throws(PipelineError) {
    wanted = StageName.allCases.filter { stage in last.map { stage <= $0 } ?? true }
    guard let first else {
      again = []
      return
    }
    let repeatable = StageName.allCases.filter { $0 > .trainZoomInNet }
    guard repeatable.contains(first) else {
      throw PipelineError(
        .stages, at: "--from \(first.rawValue)",
        "prepared pictures and trained weights are never made again in the same run",
        remedy:
          "Name \(Self.list(repeatable)), or train another run, with another experiment.seed or runtime.outputs."
      )
    }
    guard last.map({ first <= $0 }) ?? true else {
      throw PipelineError(
        .stages, at: "--from \(first.rawValue)", "comes after --to \(last?.rawValue ?? "")",
        remedy: "The order is \(StageName.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    again = Set(wanted.filter { $0 >= first })
  }

  // MARK: -

  private static func list(_ stages: [StageName]) -> String {
    let names = stages.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }
}
