import Fundus
import NeuralNet

/// M-Net or C-Net of a preset with its classifier, under its name on the command line.
///
/// These are the networks of phase 1 and, for C-Net, of phase 3. They are used for benchmarks, comparisons and imported
/// weights.
public struct NamedNetwork: Sendable {
  /// The parts of a preset that are networks of their own.
  public enum Part: Sendable, Hashable {
    /// Pictures to M, d_M and y_M; loss `m`. Items are eyes.
    case mNet
    /// Patches and d_M to y_C; loss `c`. Items are patches.
    case cNet
  }

  /// The name on the command line.
  public let name: String
  /// The preset that it is part of.
  public let preset: ZoomInNetPreset
  /// Which part.
  public let part: Part
  /// The network with its loss.
  public let graph: Graph
  /// The shape of one item's picture, 3 x side x side.
  public let pictureShape: FeatureShape

  /// A part of a preset, under a name.
  public init(_ name: String, part: Part, of preset: ZoomInNetPreset) {
    let configuration = ZoomInNetConfiguration(preset: preset)
    let graphs = ZoomInNetGraphs(configuration)
    let side = part == .mNet ? preset.viewPixels : configuration.regionSampler.patchPixels
    self.name = name
    self.preset = preset
    self.part = part
    graph = part == .mNet ? graphs.mNet : graphs.patch
    pictureShape = FeatureShape(channels: 3, height: side, width: side)
  }

  /// Every name, the full-size ones first.
  public static let names = table.map(\.name)

  /// The network of a name; nil if there is none.
  public static func named(_ name: String) -> NamedNetwork? {
    table.first { $0.name == name }.map { NamedNetwork(name, part: $0.part, of: $0.preset) }
  }

  /// The kind of its items.
  public var kind: ItemKind { part == .mNet ? .eye : .patch }

  /// The input of the pictures, [items, 3, side, side], in -1...1.
  public var pictureInput: String { part == .mNet ? Port.view : Port.patch }

  /// The counts of a plan of `items` pictures: for C-Net, four patches per eye and at least two eyes.
  public func counts(items: Int) -> [ItemKind: Int] {
    part == .mNet ? [.eye: items] : [.patch: items, .eye: Self.eyeCount(patches: items)]
  }

  /// The output with an eye's features before the classifier: d_M or d_C.
  public var featureOutput: String { part == .mNet ? Port.dM : Port.dC }

  /// Sets the other inputs of a plan of `items` pictures. Neighbouring rows are the two eyes of a patient, patches are
  /// assigned to eyes in order, grades cycle through the levels, and d_M is zero for C-Net.
  ///
  /// - Parameter countsLoss: false leaves out all grades, so that the only gradients are those given from outside.
  public func setSurroundings(of plan: Plan, items: Int, countsLoss: Bool = true) {
    func grades(_ count: Int) -> [Int32] {
      (0..<count).map { countsLoss ? Int32($0 % Grade.count) : -1 }
    }
    switch part {
    case .mNet:
      plan.setIndices(Port.fellow, (0..<items).map { Int32(($0 ^ 1) < items ? $0 ^ 1 : $0) })
      plan.setIndices(Port.grade, grades(items))
    case .cNet:
      let eyes = Self.eyeCount(patches: items)
      plan.setIndices(Port.owner, (0..<items).map { Int32($0 * eyes / items) })
      plan.setIndices(Port.grade, grades(eyes))
      plan.withInput(Port.dM) { $0.update(repeating: 0) }
    }
  }

  // MARK: -

  private static let table: [(name: String, part: Part, preset: ZoomInNetPreset)] = [
    ("m-net-a", .mNet, .paperWide), ("m-net-b", .mNet, .paper), ("c-net", .cNet, .paper),
    ("lite-m-net", .mNet, .lite), ("lite-c-net", .cNet, .lite),
    ("small-m-net", .mNet, .small), ("small-c-net", .cNet, .small),
    ("testing-m-net", .mNet, .testing), ("testing-c-net", .cNet, .testing),
  ]

  private static func eyeCount(patches: Int) -> Int { max(2, (patches + 3) / 4) }
}
