import Foundation
import NeuralNet
import Settings
import Workbench
import ZoomInNet

/// The results of a named network on given weights and pictures, as tensors for another program to compare.
///
/// `inference.<output>` uses running statistics. `frozen.loss`, `frozen.gradient.<parameter>` and `losses` of some
/// updates by gradient descent with momentum 0.9 are of training with frozen batch norm. `training.<output>` uses the
/// batch's statistics, and there `gradient.<parameter>` is the gradient of the features times the given numbers
/// `outer`. With the batch's statistics the loss is not compared, because it is mostly rounding for few vectors that
/// are normalised by each other.
public struct NetworkJob {
  private let network: NamedNetwork
  private let weights: URL
  private let inputs: URL
  private let precision: Precision
  private let stepCount: Int
  private let learningRate: Double

  /// A computation. Inputs are found by name; indices and labels are those of `NamedNetwork`.
  ///
  /// - Throws: `SettingsError` if there is no such network or precision.
  public init(
    _ name: String, weights: URL, inputs: URL, precision: String, stepCount: Int, learningRate: Double
  ) throws {
    guard let network = NamedNetwork.named(name) else {
      throw SettingsError(
        .wrongValue(
          key: "the network", value: "\"\(name)\"", form: NamedNetwork.names.joined(separator: ", ")),
        at: "the command line")
    }
    guard let precision = Precision(rawValue: precision) else {
      throw SettingsError(
        .wrongValue(
          key: "--precision", value: "\"\(precision)\"",
          form: Precision.allCases.map(\.rawValue).joined(separator: ", ")), at: "the command line")
    }
    self.network = network
    self.weights = weights
    self.inputs = inputs
    self.precision = precision
    self.stepCount = stepCount
    self.learningRate = learningRate
  }

  /// Computes everything and writes it into one safetensors file.
  ///
  /// - Throws: `NeuralNetError`: files that cannot be read or do not fit, numbers that are not finite.
  public func perform(to out: URL) throws {
    let start = try Checkpoint(contentsOf: weights).tensors
    let given = try Safetensors.read(inputs).tensors
    guard let picture = given[network.pictureInput], picture.shape.count == 4 else {
      throw NeuralNetError(
        .mismatch, at: inputs.path, "holds no pictures [items, 3, side, side] named \(network.pictureInput)")
    }
    guard let outer = given[Self.outer] else {
      throw NeuralNetError(
        .mismatch, at: inputs.path, "has no array \(Self.outer) to multiply features by")
    }
    let parameters = Parameters(for: [network.graph], seed: 1)
    var results: [String: Tensor] = [:]
    func plan(_ mode: PlanOptions.Mode, countsLoss: Bool = true) throws -> Plan {
      try parameters.restore(start, from: weights.path)
      let items = picture.shape[0]
      let plan = try Plan(
        network.graph, parameters: parameters,
        options: PlanOptions(
          counts: network.counts(items: items), mode: mode, precision: precision, lanes: 1,
          outputGradients: countsLoss ? [] : [network.featureOutput]))
      network.setSurroundings(of: plan, items: items, countsLoss: countsLoss)
      for (name, tensor) in given where name != Self.outer { plan.setInput(name, tensor.values) }
      try plan.forward()
      return plan
    }
    func keep(_ plan: Plan, as prefix: String) {
      for name in network.graph.outputNames {
        let values = plan.output(name)
        results["\(prefix).\(name)"] = Tensor(shape: [values.count], values: values)
      }
      let losses = network.graph.lossNames.map(plan.loss)
      results["\(prefix).loss"] = Tensor(shape: [losses.count], values: losses)
    }
    func keepGradients(_ plan: Plan, as prefix: String, adding outer: [String: [Float]] = [:]) throws {
      parameters.zeroGradients()
      try plan.backward(adding: outer)
      for name in parameters.learnableNames {
        results["\(prefix)gradient.\(name)"] = Tensor(
          shape: parameters.shape(of: name) ?? [], values: parameters.gradient(of: name))
      }
    }
    keep(try plan(.inference), as: "inference")
    let frozen = try plan(.training(batchNorm: .frozen))
    keep(frozen, as: "frozen")
    try keepGradients(frozen, as: "frozen.")
    let losses = try descend(frozen, parameters)
    let training = try plan(.training(batchNorm: .batchStatistics), countsLoss: false)
    keep(training, as: "training")
    try keepGradients(training, as: "", adding: [network.featureOutput: outer.values])
    results["losses"] = Tensor(shape: [losses.count], values: losses)
    try Safetensors.write(results, to: out)
  }

  // MARK: -

  private static let outer = "outer"

  /// The loss before each update. The first gradient has already been computed.
  private func descend(_ plan: Plan, _ parameters: Parameters) throws -> [Float] {
    var optimiser = SGD(SGDConfiguration(learningRate: learningRate))
    var losses: [Float] = []
    for step in 0..<stepCount {
      if step > 0 {
        try plan.forward()
        parameters.zeroGradients()
        try plan.backward()
      }
      losses.append(network.graph.lossNames.map(plan.loss).reduce(0, +))
      try optimiser.step(parameters)
    }
    return losses
  }
}
