import Runs

/// What `PipelineRun` asks for the results of stages: `StageRunner` runs them, `StagePlanner` only says what would run.
protocol StagePerformer: AnyObject {
  /// Whether stages that are not finished run. If not, the results of these stages stand for those nobody has yet.
  var runsStages: Bool { get }

  /// The result of a stage.
  func result<Step: Stage>(of stage: Step) throws -> StageResult<Step.Output>

  /// The recorded result of a stage with any key; nil if there is none.
  func recorded<Output: StageOutput>(_ type: Output.Type, as record: String) throws -> StageResult<Output>?

  /// Seconds of each stage, by the name of its record, as last measured.
  var stageSeconds: [(stage: String, seconds: Double)] { get }
}
