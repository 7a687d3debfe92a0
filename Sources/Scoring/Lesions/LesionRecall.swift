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

  /// The lesions that given boxes find; `boxes[picture]` in pixels of the frame.
  public func hits(_ boxes: [[Box]]) -> LesionHits {
    precondition(boxes.count == pictures.count, "every picture has its boxes, or none")
    return hits { index in
      let found = found(in: index, boxes[index])
      return LesionHits.Finding(
        found: found, anyFound: found.max() ?? 0,
        covered: pictures[index].retina.coveredFraction(boxes[index]))
    }
  }

  /// The lesions that one box in the middle of the frame finds.
  public func centreHits() -> LesionHits {
    let centre = rule.box(x: rule.framePixels / 2, y: rule.framePixels / 2)
    return hits(Array(repeating: [centre], count: pictures.count))
  }

  /// How often boxes with centres drawn uniformly from the retina find each lesion: the mean over draws.
  ///
  /// Same number, side, suppression and clipping as the sampled boxes.
  public func uniformHits(counts: [Int], draws: Int = 1000, seed: UInt64) -> LesionHits {
    precondition(counts.count == pictures.count && draws > 0, "every picture has its number of boxes")
    return hits { index in
      var stream = RandomStream(seed: seed, purpose: "blind boxes", items: index)
      var sums = [Double](repeating: 0, count: pictures[index].lesions.count)
      var (anySum, covered) = (0.0, 0.0)
      // The covered area varies little, so a few draws give its mean to one per cent.
      let coveredDraws = min(draws, 8)
      for draw in 0..<draws {
        let boxes = BlindPlacement.uniform(
          count: counts[index], rule: rule, retina: pictures[index].retina, &stream)
        let found = found(in: index, boxes)
        for (lesion, value) in found.enumerated() { sums[lesion] += value }
        anySum += found.max() ?? 0
        if draw < coveredDraws { covered += pictures[index].retina.coveredFraction(boxes) }
      }
      return LesionHits.Finding(
        found: sums.map { $0 / Double(draws) }, anyFound: anySum / Double(draws),
        covered: covered / Double(coveredDraws))
    }
  }

  // MARK: -

  private func found(in picture: Int, _ boxes: [Box]) -> [Double] {
    pictures[picture].lesions.map { lesion in
      boxes.contains { $0.intersectionOverMinimum(lesion.box) > threshold } ? 1 : 0
    }
  }

  private func hits(_ measure: @Sendable (_ picture: Int) -> LesionHits.Finding) -> LesionHits {
    LesionHits(
      Parallel.values(count: pictures.count, threadCount: threadCount, measure), in: pictures)
  }
}
