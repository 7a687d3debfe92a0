import Clustering
import Foundation
import Fundus
import NeuralNet
import Runs
import Workbench

extension Experiment {
  /// Whether keys that are right alone also go together.
  ///
  /// - Throws: `ExperimentsError` with code `.conflict`.
  func validate(place: String) throws {
    if data.source != .phantom, data.root == nil {
      throw ExperimentsError(
        .conflict(
          "data.source is \(data.source.rawValue), but data.root is empty",
          remedy: "Name the folder, in the file or as data.root=FOLDER."), at: place)
    }
    let shares = data.trainFraction + data.validationFraction + data.testFraction
    guard abs(shares - 1) < 1e-6 else {
      throw ExperimentsError(
        .conflict(
          "data.train_fraction, data.validation_fraction and data.test_fraction sum to \(shares)",
          remedy: "They must sum to 1."), at: place)
    }
    do {
      try phantom.validate()
      try cluster.validate()
    } catch let error as any ZoominError {
      throw ExperimentsError(
        .conflict(String(error.description.dropLast()), remedy: error.remedy ?? ""), at: place)
    }
    guard phase1.epochs > 0 || (phase2.epochs == 0 && phase3.epochs == 0) else {
      throw ExperimentsError(
        .conflict(
          "phase_1.epochs is 0, but later phases train", remedy: "Each phase builds on the one before it."),
        at: place)
    }
  }

  /// Threads and memory that the work may use.
  var budget: ResourceBudget {
    var budget = ResourceBudget.machine
    if runtime.threads > 0 { budget.threadCount = runtime.threads }
    return budget
  }

  /// `runtime.lanes`, resolved to a number for this machine.
  var laneCount: Int { runtime.lanes ?? ResourceBudget.machine.threadCount }

  /// `runtime.precision`, resolved for this machine.
  var precision: Precision {
    switch runtime.precision {
    case .f32: .f32
    case .bf16: .bf16
    case .auto: Backend.bf16 == .native ? .bf16 : .f32
    }
  }

  /// The settings that change a stage's own result, spelled as YAML.
  func settings(of stage: StageName) -> [(path: String, value: String)] {
    var hashed = self
    // The default once lacked "test". Which pictures are found is part of the listing's hash, so the old text keeps the
    // ids of runs made before.
    if hashed.data.folders == EyePACSLayout().folders { hashed.data.folders = ["", "images", "train"] }
    return Schema.settings.filter { $0.stage == stage }.map { ($0.path, $0.value(hashed).yaml) }
  }
}
