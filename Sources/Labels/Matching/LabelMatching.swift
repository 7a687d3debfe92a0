import Workbench

/// Which patch labels speak for a region.
///
/// A region need not be the one that was labelled: after another training or mining a patch that lies nearly at the same
/// place is the same patch. One label may speak for several regions, and several labels for one; nothing is settled here.
public struct LabelMatching: Hashable, Sendable {
  /// Intersection over union of patch and region from which the label applies, above 0 and at most 1.
  public let minimumOverlap: Float

  /// A rule with the given overlap.
  public init(minimumOverlap: Float = 0.5) { self.minimumOverlap = minimumOverlap }

  /// Whether a label on the region's picture applies: it is a patch label, the centre of the region lies inside its box,
  /// and their intersection over union is large enough.
  ///
  /// - Parameter region: the region's tile in source pixels.
  public func applies(_ label: Label, to region: Box) -> Bool {
    label.kind == .patch && label.box.contains(x: region.centreX, y: region.centreY)
      && label.box.intersectionOverUnion(region) >= minimumOverlap
  }
}
