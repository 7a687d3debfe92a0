import Workbench

/// Decides which patch labels apply to a region.
///
/// The region need not be the one that was labelled: after another training or mining, a patch at almost the same
/// place is the same patch. One label may apply to several regions, and several labels to one. Conflicts are not
/// resolved here.
public struct LabelMatching: Hashable, Sendable {
  /// The smallest intersection over union of patch and region at which the label applies, above 0 and at most 1.
  public let minimumOverlap: Float

  /// A rule with the given overlap.
  public init(minimumOverlap: Float = 0.5) { self.minimumOverlap = minimumOverlap }

  /// Whether a label on the region's picture applies: it is a patch label, its box contains the centre of the region,
  /// and their intersection over union is large enough.
  ///
  /// - Parameter region: the region's tile in source pixels.
  public func applies(_ label: Label, to region: Box) -> Bool {
    label.kind == .patch && label.box.contains(x: region.centreX, y: region.centreY)
      && label.box.intersectionOverUnion(region) >= minimumOverlap
  }
}
