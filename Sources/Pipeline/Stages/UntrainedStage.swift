import Foundation
import NeuralNet
import Runs
import Workbench
import ZoomInNet

/// An untrained network in place of a trained one, as a control: `train.network: untrained`.
struct UntrainedStage: Stage {
  let context: RunContext
  let prepared: StageResult<PrepareStage.Output>

  typealias Output = TrainStage.Output

  let name = StageName.trainMNet
  let version = 1
  let alsoReads = ["experiment.seed", "model.preset"]
  var inputs: [StageInput] {
    get throws {
      var inputs = [StageInput("pictures", prepared.output.content)]
      inputs.append(StageInput("machine", context.identity.facts.joined(separator: " ")))
      if let weights = try context.weights.identity { inputs.append(StageInput("initial weights", weights)) }
      return inputs
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    let experiment = context.experiment
    let model = try ZoomInNetModel.untrained(
      experiment, training: try context.prepared(), weights: try context.weights,
      laneCount: context.identity.laneCount, precision: context.identity.networkPrecision)
    let file = work.run.checkpoint("untrained")
    try TrainingCheckpoint(untrained: model, key: work.key).write(to: file)
    // The phases whose heads place regions, although nothing was learned in them.
    return Output(
      checkpoint: work.run.relativePath(of: file),
      phases: TrainingPhase.allCases.filter { experiment.train.heads.contains($0.head) }.map(\.rawValue))
  }
}
