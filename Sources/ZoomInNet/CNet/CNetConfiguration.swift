/// The trunk of C-Net: patches to feature maps, whose global average is d_C before the maximum over patches.
public enum CNetConfiguration: Hashable, Sendable {
  /// The paper's choice.
  case inception(InceptionV3Configuration)
  /// For a start from ImageNet on a machine without an accelerator; ends in the head's channels.
  case efficientNetLite(EfficientNetLite)

  /// Inception v3 as published.
  public static let inceptionV3 = Self.inception(.published)

  /// The smallest patch side for which every layer has an output.
  public var smallestPatchPixels: Int {
    switch self {
    case .inception(let configuration): configuration.smallestPatchPixels
    case .efficientNetLite: 1
    }
  }
}

extension NetworkBuilder {
  /// The trunk on patches: [patches,3,crop,crop] -> [patches,C,h,w].
  mutating func cNet(_ patch: Feature, _ configuration: CNetConfiguration) -> Feature {
    switch configuration {
    case .inception(let trunk): inceptionV3(patch, trunk)
    case .efficientNetLite(let trunk): efficientNetLite(patch, trunk, prefix: "c_net.")
    }
  }
}
