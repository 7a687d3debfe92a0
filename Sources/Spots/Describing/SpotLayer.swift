/// A layer of a trunk that describes spots: words of `spots.layers`.
public enum SpotLayer: String, Hashable, Sendable, CaseIterable {
  /// The last features of that stride in pixels.
  case stride2 = "2", stride4 = "4", stride8 = "8", stride16 = "16"
  /// M, computed on the zoom picture.
  case m = "M"

  /// The stride in pixels; nil for M, whose stride the preset decides.
  public var stride: Int? { Int(rawValue) }
}
