import ArgumentParser
import Commands
import Foundation

/// Runs a network on given weights and pictures and writes what it computes; `Tests/Peers/compare_networks.py`
/// compares that with PyTorch.
struct NetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "__network", abstract: "Run a network on tensors.", shouldDisplay: false)

  @Argument(help: "m-net-a, m-net-b, c-net, ...")
  var name: String

  @Option(help: "A safetensors file with every parameter of the network.")
  var weights: String

  @Option(help: "A safetensors file with every input of the network.")
  var inputs: String

  @Option(help: "The safetensors file to write.")
  var out: String

  @Option(help: "f32 or another precision of plans.")
  var precision = "f32"

  @Option(help: "The number of updates by gradient descent.")
  var steps = 10

  @Option(help: "The learning rate of the updates; momentum is 0.9.")
  var learningRate = 0.01

  func run() throws {
    try NetworkJob(
      name, weights: URL(fileURLWithPath: weights), inputs: URL(fileURLWithPath: inputs),
      precision: precision, stepCount: steps, learningRate: learningRate
    ).perform(to: URL(fileURLWithPath: out))
  }
}
