import Workbench

/// One lesion known from boxes or masks: one row of the columns under `/lesion`.
public struct FeatureLesion: Hashable, Sendable {
  /// The picture that contains it: an index into `/image`. Set by `FeatureBlock.append`.
  public var image: UInt32
  /// The lesion term (`MA`, `HE`, ...), as in `Fundus.LesionType`.
  public var type: String
  /// Where it is, in pixels of the source picture.
  public var boxSource: Box

  /// A lesion; `image` may stay 0, because `FeatureBlock.append` sets it.
  public init(image: UInt32 = 0, type: String, boxSource: Box) {
    self.image = image
    self.type = type
    self.boxSource = boxSource
  }
}
