/// Recall of lesions over the IoM that a lesion must exceed to count as found, for the sampled boxes and every baseline.
public struct RecallCurve: Hashable, Codable, Sendable {
  /// The curves of one kind of boxes; a number for each threshold, 0...1.
  public struct Series: Hashable, Codable, Sendable {
    /// `sampled`, or the name of the baseline.
    public let name: String
    /// Recall, all lesions together.
    public let pooled: [Double]
    /// Share of people with lesions of whom at least one lesion is found.
    public let perPerson: [Double]
    /// Recall by type of lesion.
    public let byType: [String: [Double]]
  }

  /// 0.05, 0.1, ... 1. At 1 nothing is found, because IoM never exceeds it.
  public let thresholds: [Double]
  /// The curves of the sampled boxes.
  public let sampled: Series
  /// The curves of boxes that do not depend on the picture.
  public let baselines: [Series]

  static let steps = 20

  /// A finding rule for each threshold.
  static let rules = (1...steps).map { FindingRule.overlap(above: Float($0) / Float(steps)) }

  /// The curves of hits by `rules`, of pictures with lesions of some types; nil if there is no lesion.
  init?(
    sampled: [LesionHits], baselines: [(name: String, hits: [LesionHits])], types: [String], pictureCount: Int
  ) {
    guard !types.isEmpty else { return nil }
    let once = [Double](repeating: 1, count: pictureCount)
    func series(_ name: String, _ hits: [LesionHits]) -> Series {
      Series(
        name: name, pooled: hits.compactMap { $0.pooled()(once) },
        perPerson: hits.compactMap { $0.perPerson(once) },
        byType: Dictionary(
          uniqueKeysWithValues: types.map { type in (type, hits.compactMap { $0.pooled(type: type)(once) }) })
      )
    }
    thresholds = (1...Self.steps).map { Double($0) / Double(Self.steps) }
    self.sampled = series("sampled", sampled)
    self.baselines = baselines.map { series($0.name, $0.hits) }
  }
}
