import NeuralNet

/// A network of which others publish weights, and the part of ours that takes them.
///
/// Our parameter names are theirs behind a prefix, so that the table of names is the graph itself.
public enum PublishedNetwork: String, Sendable, CaseIterable {
  /// Inception-ResNet v2 with timm's names, for M-Net of the preset `paper-wide`.
  case mNetA = "m-net-a"
  /// Inception v3 with the names of torchvision and timm, for C-Net of the presets `paper` and `paper-wide`.
  case cNet = "c-net"

  /// What the network is called where it is published.
  public var title: String {
    switch self {
    case .mNetA: "inception_resnet_v2"
    case .cNet: "inception_v3"
    }
  }

  /// The presets whose networks take the weights.
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

  /// What stands before their names in ours.
  var prefix: String {
    switch self {
    case .mNetA: "m_net."
    case .cNet: "c_net."
    }
  }

  /// The layers behind the published part, which are ours and begin anew.
  var own: [String] {
    switch self {
    case .mNetA: ["projection", "classifier_norm", "classifier"]
    case .cNet: ["classifier_norm", "classifier"]
    }
  }

  /// The first convolution, which has no padding, and the batch norm behind it.
  var firstLayer: String {
    switch self {
    case .mNetA: "m_net.conv2d_1a"
    case .cNet: "c_net.Conv2d_1a_3x3"
    }
  }

  /// The layers of the published network that have no place in ours: what lies behind the features.
  var leftOut: [String] {
    switch self {
    case .mNetA: ["conv2d_7b", "classif", "last_linear"]
    case .cNet: ["AuxLogits", "fc", "last_linear"]
    }
  }

  /// What an array that is left out on purpose is counted under; nil for one that nobody expects.
  func group(leftOut name: String) -> String? {
    if name.hasSuffix(".num_batches_tracked") { return "num_batches_tracked" }
    return leftOut.first { name.hasPrefix("\($0).") }
  }
}
