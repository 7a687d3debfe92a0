import Fundus

/// The network's three outputs.
public enum Head: String, Hashable, Sendable, CaseIterable {
  /// y_M, from d_M of both eyes.
  case mNet = "y_m"
  /// y_A, from the sums of the gated attention.
  case aNet = "y_a"
  /// y_C, from the patches and d_M.
  case cNet = "y_c"
}

/// The network's outputs for one picture.
public struct PicturePrediction: Sendable {
  /// The picture's index in its source.
  public let picture: Int
  /// Probabilities of the five levels by head; only the requested heads.
  public let heads: [Head: [Float]]
  /// y: the combined probabilities of the five levels.
  public let probabilities: [Float]
  /// G, [5, g, g].
  public let gatedAttention: [Float]
  /// M, [C, g, g].
  public let features: [Float]
  /// Where regions may lie, [view, view] of 0 or 1; nil if they may lie anywhere.
  public let retina: [UInt8]?
  /// C-Net's regions, highest response first.
  public let regions: [Region]

  /// The level of the highest combined probability; the lower one if two are equal.
  public var level: Int {
    probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }

  /// The same with other probabilities.
  func replacing(heads: [Head: [Float]], probabilities: [Float]) -> PicturePrediction {
    PicturePrediction(
      picture: picture, heads: heads, probabilities: probabilities, gatedAttention: gatedAttention,
      features: features, retina: retina, regions: regions)
  }

  /// The feature vector of a cell: the C values of M at its row and column.
  public func feature(row: Int, column: Int) -> [Float] {
    let cellCount = gatedAttention.count / Grade.count
    let grid = Int(Double(cellCount).squareRoot())
    return stride(from: row * grid + column, to: features.count, by: cellCount).map { features[$0] }
  }
}
