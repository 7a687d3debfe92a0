import Workbench

/// Recall of lesion boxes by sampled regions at an IoM threshold, compared with blind boxes.
///
/// A lesion is found if its intersection with any box, divided by the smaller of the two areas, exceeds the threshold.
/// Source: Wang et al. 2017, the recall of annotated lesions in section 3 (threshold 0.3).
public struct LesionRecall: Sendable {
  /// The pictures measured.
  public let pictures: [LesionPicture]
  /// The rule for blind boxes, the same as for the sampled ones.
  public let rule: RegionRule
  /// IoM above which a lesion is found.
  public let threshold: Float
  let threadCount: Int

  /// A measurement on some pictures.
  public init(pictures: [LesionPicture], rule: RegionRule, threshold: Float = 0.3, threadCount: Int = 1) {
    self.pictures = pictures
    self.rule = rule
    self.threshold = threshold
    self.threadCount = threadCount
  }

  /// The lesions that given boxes find by the threshold; `boxes[picture]` in pixels of the frame.
  public func hits(_ boxes: [[Box]]) -> LesionHits { hits(boxes, by: [.overlap(above: threshold)])[0] }

  /// The lesions that given boxes find, by each of some rules.
  public func hits(_ boxes: [[Box]], by rules: [FindingRule]) -> [LesionHits] {
    precondition(boxes.count == pictures.count, "every picture has its boxes, or none")
    return hits(by: rules) { index in
      let nearness = nearness(in: index, of: boxes[index])
      let covered = pictures[index].retina.coveredFraction(boxes[index])
      return rules.map { rule in
        let found = nearness.map { $0.satisfies(rule) ? 1.0 : 0 }
        return LesionHits.Finding(found: found, anyFound: found.max() ?? 0, covered: covered)
      }
    }
  }

  /// The one box in the middle of the frame, for each picture.
  var centreBoxes: [[Box]] {
    let centre = rule.box(x: rule.framePixels / 2, y: rule.framePixels / 2)
    return Array(repeating: [centre], count: pictures.count)
  }

  /// How often boxes with centres drawn uniformly from the retina find each lesion by the threshold: the mean over
  /// draws.
  ///
  /// Same number, side, suppression and clipping as the sampled boxes.
  public func uniformHits(counts: [Int], draws: Int = 1000, seed: UInt64) -> LesionHits {
    uniformHits(counts: counts, by: [.overlap(above: threshold)], draws: draws, seed: seed)[0]
  }

  /// How often boxes with centres drawn uniformly from the retina find each lesion, by each of some rules. All rules see
  /// the same draws.
  public func uniformHits(
    counts: [Int], by rules: [FindingRule], draws: Int = 1000, seed: UInt64
  ) -> [LesionHits] {
    precondition(counts.count == pictures.count && draws > 0, "every picture has its number of boxes")
    return hits(by: rules) { index in
      var stream = RandomStream(seed: seed, purpose: "blind boxes", items: index)
      let lesionCount = pictures[index].lesions.count
      // Draws that find a lesion, [rule, lesion] row by row, and that find any.
      var sums = [Double](repeating: 0, count: rules.count * lesionCount)
      var anySums = [Double](repeating: 0, count: rules.count)
      var covered = 0.0
      // The covered area varies little, so a few draws give its mean to one per cent.
      let coveredDraws = min(draws, 8)
      for draw in 0..<draws {
        let boxes = BlindPlacement.uniform(
          count: counts[index], rule: rule, retina: pictures[index].retina, &stream)
        let nearness = nearness(in: index, of: boxes)
        for (number, rule) in rules.enumerated() {
          var isAnyFound = false
          for lesion in 0..<lesionCount where nearness[lesion].satisfies(rule) {
            sums[number * lesionCount + lesion] += 1
            isAnyFound = true
          }
          if isAnyFound { anySums[number] += 1 }
        }
        if draw < coveredDraws { covered += pictures[index].retina.coveredFraction(boxes) }
      }
      return rules.indices.map { number in
        LesionHits.Finding(
          found: sums[number * lesionCount..<(number + 1) * lesionCount].map { $0 / Double(draws) },
          anyFound: anySums[number] / Double(draws), covered: covered / Double(coveredDraws))
      }
    }
  }

  // MARK: -

  private func nearness(in picture: Int, of boxes: [Box]) -> [FindingRule.Nearness] {
    let picture = pictures[picture]
    return picture.lesions.map { FindingRule.Nearness(of: boxes, to: $0.box, disc: picture.disc) }
  }

  /// Hits by each rule; `measure` answers with a finding for each.
  private func hits(
    by rules: [FindingRule], _ measure: @Sendable (_ picture: Int) -> [LesionHits.Finding]
  ) -> [LesionHits] {
    let findings = Parallel.values(count: pictures.count, threadCount: threadCount, measure)
    return rules.indices.map { number in LesionHits(findings.map { $0[number] }, in: pictures) }
  }
}
