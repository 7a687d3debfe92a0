import NeuralNet
import Workbench

/// A preset's trunk on a square picture of any side, with its layers at each stride as outputs.
///
/// The trunks are fully convolutional, so the parameters are those of the preset's M-Net or C-Net, by name, whatever
/// the side. Deviation from the network itself: none on the preset's own side; on another side the padding of layers of
/// stride 2 may differ by a pixel.
public struct TrunkLayers: Sendable {
  /// The features of a trunk at one stride, before it halves rows and columns again.
  public struct Layer: Hashable, Sendable {
    /// The name of the graph's output: `stride_4` and the like, or `M` for the last features of M-Net.
    public let output: String
    /// Channels of the features.
    public let channelCount: Int
    /// Rows and columns of the features, and the centres of their receptive fields, in pixels of the picture.
    public let cells: CellGrid
  }

  /// The networks that have a trunk.
  public typealias Part = NamedNetwork.Part

  /// The input, [items, 3, side, side], in -1...1.
  public static let picture = "picture"
  /// What a row of the input is.
  public static let kind = ItemKind("picture")

  /// The trunk, for inference or training; it has no losses.
  public let graph: Graph
  /// The layers by growing stride, one for each. The last one is the trunk's last features: M for M-Net.
  public let layers: [Layer]
  /// The side of the picture in pixels.
  public let sidePixels: Int

  /// The layers of a preset's trunk on pictures of a side.
  ///
  /// - Returns: nil if the picture is too small for a trunk without padding: smaller than the smallest patch of C-Net,
  ///   or than half the view of M-Net.
  public init?(of preset: ZoomInNetPreset, _ part: Part = .mNet, sidePixels: Int) {
    let smallest = part == .mNet ? (preset.viewPixels + 1) / 2 : preset.cNet.smallestPatchPixels
    guard sidePixels >= smallest else { return nil }
    var builder = NetworkBuilder()
    let picture = builder.input(
      Self.picture, kind: Self.kind, shape: FeatureShape(channels: 3, height: sidePixels, width: sidePixels))
    _ = part == .mNet ? builder.mNet(picture, preset.mNet) : builder.cNet(picture, preset.cNet)
    var last: [(feature: Feature, cells: CellGrid)] = []
    for feature in builder.trunkFeatures {
      guard let cells = builder.graph.cells(of: feature.node, inInput: Self.picture) else { return nil }
      if last.last?.cells.stride == cells.stride { last.removeLast() }
      last.append((feature, cells))
    }
    var layers: [Layer] = []
    for (place, layer) in last.enumerated() {
      let isM = part == .mNet && place == last.count - 1
      let output = isM ? Port.m : "stride_\(Int(layer.cells.stride))"
      builder.graph.output(output, layer.feature.node)
      layers.append(
        Layer(output: output, channelCount: layer.feature.shape.channels, cells: layer.cells))
    }
    graph = builder.graph
    self.layers = layers
    self.sidePixels = sidePixels
  }

  /// The layer of a stride in pixels; nil if the trunk has none.
  public func layer(ofStride stride: Int) -> Layer? { layers.first { $0.cells.stride == Double(stride) } }
}
