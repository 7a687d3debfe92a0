import Workbench

/// A lesion, or the optic disc, marked on a picture by the box around it.
public struct LesionBox: Hashable, Sendable {
  /// The id of the picture.
  public var image: String
  /// What it is.
  public var type: LesionType
  /// Where it is, in source pixels, the maximum exclusive.
  public var box: Box

  /// A marked place on a picture.
  public init(image: String, type: LesionType, box: Box) {
    self.image = image
    self.type = type
    self.box = box
  }
}
