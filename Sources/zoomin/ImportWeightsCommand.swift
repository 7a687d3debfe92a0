import ArgumentParser
import Commands
import Foundation
import Pipeline

struct ImportWeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-weights",
    abstract: "Turn published ImageNet weights into ones to begin training from.",
    discussion: """
      Reads a safetensors file with the names of timm or torchvision and writes one for train.initial_weights. \
      Everything that does not fit is said in one message. Nothing is downloaded; a .pth is refused, because \
      reading one runs code, and the message says how to convert it.
      """)

  @Argument(help: "A safetensors file: the state_dict of inception_resnet_v2 or inception_v3.")
  var file: String

  @Option(
    name: .customLong("as"),
    help: "m-net-a: timm's inception_resnet_v2. c-net: torchvision's or timm's inception_v3.")
  var network: ImportWeightsJob.Network

  @Option(
    help: """
      halves: the network saw -1...1, as timm's Inception weights and torchvision's with transform_input. \
      imagenet: it saw pictures normalised by ImageNet's means and deviations.
      """)
  var input = ImportWeightsJob.Input.halves

  @Option(help: "The file to write; otherwise FILE's name with the network's, beside it.")
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
