import NeuralNet

/// A network with published weights, and the part of our network that uses them.
///
/// Our parameter names are the published names with a prefix, so no table of names is needed.
public enum PublishedNetwork: String, Sendable, CaseIterable {
  /// Inception-ResNet v2 with timm's names, for M-Net of the preset `paper-wide`.
  case mNetA = "m-net-a"
  /// Inception v3 with the names of torchvision and timm, for C-Net of the presets `paper` and `paper-wide`.
  case cNet = "c-net"

  /// The file that `make imagenet-lite` writes.
  static let fetchedFile = "imagenet-lite0.safetensors"
  /// The goal of the Makefile that fetches and converts weights.
  static let fetchingGoal = "imagenet-lite"

  /// The published name of the network.
  public var title: String {
    switch self {
    case .mNetA: "inception_resnet_v2"
    case .cNet: "inception_v3"
    }
  }

  /// The presets whose networks can use the weights.
  public var presets: String { self == .mNetA ? "paper-wide" : "paper or paper-wide" }

  /// The arrays that a file must hold, under our names.
  var wanted: [ParameterDescription] {
    guard let network = NamedNetwork.named(rawValue) else {
      preconditionFailure("no network is called \(rawValue)")
    }
    return network.graph.parameters.filter { parameter in
      parameter.name.hasPrefix(prefix) && !own.contains { parameter.name.hasPrefix("\(prefix)\($0).") }
    }
  }

  /// The prefix of our parameter names.
  var prefix: String {
    switch self {
    case .mNetA: "m_net."
    case .cNet: "c_net."
    }
  }

  /// Our layers after the published part, which get new weights.
  var own: [String] {
    switch self {
    case .mNetA: ["projection", "classifier_norm", "classifier"]
    case .cNet: ["classifier_norm", "classifier"]
    }
  }

  /// The first convolution, which has no padding, and its batch norm.
  var firstLayer: String {
    switch self {
    case .mNetA: "m_net.conv2d_1a"
    case .cNet: "c_net.Conv2d_1a_3x3"
    }
  }

  /// The layers of the published network that ours does not have: those after the features.
  var leftOut: [String] {
    switch self {
    case .mNetA: ["conv2d_7b", "classif", "last_linear"]
    case .cNet: ["AuxLogits", "fc", "last_linear"]
    }
  }

  /// The layer under which an intentionally omitted array is counted; nil for an unexpected array.
  func group(leftOut name: String) -> String? {
    if name.hasSuffix(".num_batches_tracked") { return "num_batches_tracked" }
    return leftOut.first { name.hasPrefix("\($0).") }
  }
}
