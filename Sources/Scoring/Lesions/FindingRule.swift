import Workbench

/// When some boxes count as finding a lesion.
public enum FindingRule: Hashable, Sendable {
  /// The IoM of the lesion with any of the boxes exceeds this number, 0...1.
  ///
  /// Source: Wang et al. 2017, the recall of annotated lesions in section 3 (0.3). Deviation: none. IoM is 1 at most, so
  /// that nothing exceeds 1.
  case overlap(above: Float)
  /// The centre of any of the boxes is at most half a disc's diameter away from the centre of the lesion's box. Unlike
  /// IoM, this does not become easier with larger boxes.
  case centre

  /// How near the nearest of some boxes comes to a lesion, in both senses.
  struct Nearness {
    private var overlap: Float = 0
    private var squaredDistance = Float.infinity
    private let squaredReach: Float

    init(of boxes: [Box], to lesion: Box, disc: DiscDiameter) {
      squaredReach = disc.pixels * disc.pixels / 4
      for box in boxes {
        overlap = max(overlap, box.intersectionOverMinimum(lesion))
        let (x, y) = (box.centreX - lesion.centreX, box.centreY - lesion.centreY)
        squaredDistance = min(squaredDistance, x * x + y * y)
      }
    }

    /// Whether the lesion is found.
    func satisfies(_ rule: FindingRule) -> Bool {
      switch rule {
      case .overlap(let threshold): overlap > threshold
      case .centre: squaredDistance <= squaredReach
      }
    }
  }
}
