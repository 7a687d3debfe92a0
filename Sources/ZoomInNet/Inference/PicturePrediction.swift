/// The network's outputs, one letter each.
public enum Head: String, Hashable, Sendable, CaseIterable {
  /// y_M: both eyes' d_M.
  case mNet = "y_m"
  /// y_A: the gated attention's sums.
  case aNet = "y_a"
  /// y_C: the patches and d_M.
  case cNet = "y_c"
}

/// What the network says of one picture.
public struct PicturePrediction: Sendable {
  /// The picture's index in its source.
  public let picture: Int
  /// Probabilities of the five levels by head; only heads that were asked for.
  public let heads: [Head: [Float]]
  /// y: the combined probabilities of the five levels.
  public let probabilities: [Float]
  /// G, [5, g, g].
  public let gatedAttention: [Float]
  /// M, [C, g, g].
  public let features: [Float]
  /// Where regions may lie, [view, view] of 0 or 1; nil where they may lie anywhere.
  public let retina: [UInt8]?
  /// C-Net's regions, highest response first.
  public let regions: [Region]

  /// The level of the highest combined probability; the lower of equals.
  public var level: Int {
    probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }

  /// The feature of a cell, C numbers: M at its row and column.
  public func feature(row: Int, column: Int) -> [Float] {
    let cellCount = gatedAttention.count / ZoomInNetConfiguration.levelCount
    let grid = Int(Double(cellCount).squareRoot())
    return stride(from: row * grid + column, to: features.count, by: cellCount).map { features[$0] }
  }
}
