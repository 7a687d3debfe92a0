/// The stages of a run, in the order in which they are done. What a stage does is known in `Pipeline` alone; settings
/// name the first stage whose result they change.
public enum StageName: String, Codable, Sendable, CaseIterable, Comparable {
  /// Pictures are drawn or found, cropped and shrunk.
  case prepare
  /// Phase 1: M-Net learns the grades.
  case trainMNet = "train-m-net"
  /// Phase 2: A-Net learns on the fixed M-Net.
  case trainANet = "train-a-net"
  /// Phase 3: all together, with C-Net.
  case trainZoomInNet = "train-zoom-in-net"
  /// M features at the high-attention locations.
  case mine
  /// Grades, referral and lesion recall on pictures held out. After mining, which reads mostly the same pictures: what is
  /// said of one is then heard once.
  case evaluate
  /// Affinity propagation.
  case cluster
  /// What the clusters are worth, and which are candidates.
  case judge
  /// Tiles, mosaics and the atlas.
  case mosaic
  /// What was found and which files to open.
  case report

  /// Stages are ordered as they are done.
  public static func < (earlier: StageName, later: StageName) -> Bool {
    let order = allCases
    return (order.firstIndex(of: earlier) ?? 0) < (order.firstIndex(of: later) ?? 0)
  }
}
