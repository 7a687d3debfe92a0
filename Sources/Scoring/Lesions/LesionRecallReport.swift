import Workbench

/// Lesion recall of sampled boxes, the blind baselines, and the margin over the strongest of them.
public struct LesionRecallReport: Hashable, Codable, Sendable {
  /// The results of boxes that do not depend on the picture.
  public struct Baseline: Hashable, Codable, Sendable {
    /// `uniform`, `density`, `centre`, or the name the caller gave.
    public let name: String
    /// Recall, all lesions together.
    public let pooled: Double?
    /// Share of people of whom at least one lesion is found.
    public let perPerson: Double?
    /// Recall by type of lesion.
    public let byType: [String: Double]
    /// Mean fraction of the retina inside the boxes.
    public let coveredFraction: Double?
  }

  /// The rule by which boxes are made.
  public let rule: RegionRule
  /// IoM above which a lesion is found.
  public let threshold: Double
  /// Pictures that have lesions.
  public let pictureCount: Int
  /// Lesions by type.
  public let lesionCounts: [String: Int]
  /// Recall, all lesions together ("per box").
  public let pooled: Estimate
  /// Share of people with lesions of whom at least one is found ("per person").
  public let perPerson: Estimate
  /// Recall by type of lesion.
  public let byType: [String: Estimate]
  /// Mean fraction of the retina inside the sampled boxes.
  public let coveredFraction: Double?
  /// The blind baselines.
  public let baselines: [Baseline]
  /// The name of the one with the highest pooled recall; the first of equals.
  public let strongestBaseline: String?
  /// Pooled recall minus the strongest baseline's, paired by draws of patients.
  public let margin: Estimate?
  /// Recall over the threshold; nil without lesions, and in files of earlier versions.
  public let curve: RecallCurve?
  /// Lesions with the centre of a box near them; nil in files of earlier versions.
  public let centres: CentreHitReport?
}

extension LesionRecall {
  /// Measures sampled boxes against every baseline.
  ///
  /// - Parameters:
  ///   - boxes: per picture, the sampled boxes.
  ///   - density: per picture, the training lesions' map to use (one for each eye, say); nil if there are
  ///     no training lesions.
  ///   - others: further boxes that count as baselines, such as an untrained network's, by name.
  ///   - blindDraws: draws of uniform boxes per picture.
  ///   - draws: bootstrap draws of patients.
  ///   - seed: of blind boxes and bootstrap.
  public func report(
    boxes: [[Box]], density: [LesionDensity]?, others: [(name: String, boxes: [[Box]])] = [],
    blindDraws: Int = 1000, draws: Int = 2000, seed: UInt64
  ) -> LesionRecallReport {
    let rules = [.overlap(above: threshold)] + RecallCurve.rules + [.centre]
    let sampled = hits(boxes, by: rules)
    let counts = boxes.map(\.count)
    var blind = [("uniform", uniformHits(counts: counts, by: rules, draws: blindDraws, seed: seed))]
    if let density {
      let placed = pictures.indices.map { index in
        density[index].boxes(count: counts[index], rule: rule, retina: pictures[index].retina)
      }
      blind.append(("density", hits(placed, by: rules)))
    }
    blind.append(("centre", hits(centreBoxes, by: rules)))
    blind += others.map { ($0.name, hits($0.boxes, by: rules)) }
    return report(sampled, blind, draws: draws, seed: seed)
  }

  /// The report of hits by the threshold, by those of the curve, and by centres, in this order.
  private func report(
    _ sampled: [LesionHits], _ blind: [(name: String, hits: [LesionHits])], draws: Int, seed: UInt64
  ) -> LesionRecallReport {
    let ofCurve = 1...RecallCurve.rules.count
    let centre = RecallCurve.rules.count + 1
    let bootstrap = PatientBootstrap(
      patients: pictures.map(\.patient), draws: draws, seed: seed, threadCount: threadCount)
    let once = [Double](repeating: 1, count: pictures.count)
    let lesionCounts = pictures.flatMap(\.lesions).reduce(into: [:]) { $0[$1.type, default: 0] += 1 }
    let types = lesionCounts.keys.sorted()
    let atThreshold = blind.map { (name: $0.name, hits: $0.hits[0]) }
    let strongest = atThreshold.reduce(nil as (name: String, hits: LesionHits)?) { best, next in
      guard let best else { return next }
      return (next.hits.pooled()(once) ?? 0) > (best.hits.pooled()(once) ?? 0) ? next : best
    }
    return LesionRecallReport(
      rule: rule, threshold: Double(threshold), pictureCount: pictures.count { !$0.lesions.isEmpty },
      lesionCounts: lesionCounts, pooled: bootstrap.estimate(sampled[0].pooled()),
      perPerson: bootstrap.estimate(sampled[0].perPerson),
      byType: Dictionary(
        uniqueKeysWithValues: types.map { ($0, bootstrap.estimate(sampled[0].pooled(type: $0))) }),
      coveredFraction: sampled[0].coveredFraction,
      baselines: atThreshold.map { name, hits in
        LesionRecallReport.Baseline(
          name: name, pooled: hits.pooled()(once), perPerson: hits.perPerson(once),
          byType: hits.recallByType(types), coveredFraction: hits.coveredFraction)
      },
      strongestBaseline: strongest?.name,
      margin: strongest.map { bootstrap.difference(sampled[0].pooled(), $0.hits.pooled()) },
      curve: RecallCurve(
        sampled: Array(sampled[ofCurve]), baselines: blind.map { ($0.name, Array($0.hits[ofCurve])) },
        types: types, pictureCount: pictures.count),
      centres: CentreHitReport(
        sampled: sampled[centre], baselines: blind.map { ($0.name, $0.hits[centre]) }, pictures: pictures,
        types: types, bootstrap: bootstrap))
  }
}
