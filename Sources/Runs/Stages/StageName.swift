/// The stages of a run, in the order in which they are done.
public enum StageName: String, Codable, Sendable, CaseIterable, Comparable {
  /// Pictures are drawn or found, cropped and shrunk.
  case prepare
  /// Phase 1: M-Net learns the grades.
  case trainMNet = "train-m-net"
  /// Phase 2: A-Net learns on the fixed M-Net.
  case trainANet = "train-a-net"
  /// Phase 3: all together, with C-Net.
  case trainZoomInNet = "train-zoom-in-net"
  /// Grades, referral and lesion recall on pictures held out.
  case evaluate
  /// M features at the high-attention locations.
  case mine
  /// Affinity propagation.
  case cluster
  /// Tiles, mosaics and the atlas.
  case mosaic
  /// What was found and which files to open.
  case report

  /// The version of the stage's rules, raised by hand when its result changes for the same keys.
  ///
  /// 2: attention cells lie where they look, at the centres of their receptive fields, and no longer in equal parts of
  /// the view. What reads where a cell lies: the retina's mask, C-Net's crops, regions, tiles and their scale. Training
  /// also: batches of fewer than eight eyes are standardised by what came before.
  ///
  /// 3: gradients are clipped by the norm of all together, no longer by that of each group of parameters. Classifiers are
  /// summed in double precision, so that probabilities differ in their last digits.
  public var version: Int {
    switch self {
    case .trainMNet, .trainANet, .trainZoomInNet, .evaluate, .mine: 3
    case .mosaic: 2
    case .prepare, .cluster, .report: 1
    }
  }

  /// Stages are ordered as they are done.
  public static func < (earlier: StageName, later: StageName) -> Bool {
    let order = allCases
    return (order.firstIndex(of: earlier) ?? 0) < (order.firstIndex(of: later) ?? 0)
  }
}
