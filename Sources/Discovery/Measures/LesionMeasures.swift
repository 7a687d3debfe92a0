import Clustering
import Foundation
import Fundus
import Scoring
import Workbench

/// How far the clusters tell lesions from each other and from the rest, beside what the same cluster sizes reach by chance.
///
/// Only regions of pictures with marked lesions count: of the others it is not known what they show.
public struct LesionMeasures: Codable, Hashable, Sendable {
  /// A share of regions, and the same by chance.
  public struct Share: Codable, Hashable, Sendable {
    /// 0...1.
    public let value: Double
    /// Mean over permutations of the types among the regions.
    public let byChance: Double
  }

  /// Regions of one type or of one group of types.
  public struct Kind: Codable, Hashable, Sendable {
    /// `none`, `mixed`, a lesion's term, `red` or `bright`.
    public let name: String
    /// Regions of the kind.
    public let regionCount: Int
    /// The share of them in clusters of which the kind is the most frequent; nil without a region.
    public let recall: Share?
    /// The probability that a region of the kind lies in a more enriched cluster than one that shows nothing: the AUC of an
    /// enrichment that is known from grades alone. Nil for `none`, and if grades or such regions are missing.
    public let enrichmentAUC: Double?
    /// Its 95 % interval, by leaving out groups of patients.
    public let enrichmentInterval: Interval?
  }

  /// The lesions found by spots in the order of a score.
  public struct Response: Codable, Hashable, Sendable {
    /// `MA` or `red`.
    public let lesions: String
    /// The lesions of that kind on all pictures.
    public let lesionCount: Int
    /// `strength`, `attention`, `novelty` or `enrichment` (of the cluster, then strength).
    public let score: String
    /// Sensitivity at 1, 4 and 8 false spots a picture.
    public let sensitivities: [Double]
  }

  /// False spots a picture at which `Response` is given.
  public static let falseRates = [1.0, 4, 8]

  /// Pictures with marked lesions.
  public let pictureCount: Int
  /// Every type that occurs, and `none` and `mixed` in any case.
  public let types: [Kind]
  /// `red` (microaneurysms and haemorrhages) and `bright` (exudates), each compared with all others.
  public let groups: [Kind]
  /// Purity by group: red, bright, none, other.
  public let groupPurity: Share?
  /// Adjusted mutual information of clusters and groups.
  public let groupAgreement: Double
  /// Its 95 % interval, by leaving out groups of patients.
  public let groupAgreementInterval: Interval?
  /// Adjusted mutual information of clusters and types among regions of a single lesion type; nil with fewer than two.
  public let lesionAgreement: Double?
  /// The same among microaneurysms and haemorrhages alone.
  public let redAgreement: Double?
  /// For dark spots; empty for other rows.
  public let responses: [Response]

  /// The measures of rows with a cluster; nil if none of them lies on a picture with marked lesions.
  ///
  /// - Parameters:
  ///   - all: rows of the file, ascending.
  ///   - clusterOfAll: their clusters.
  ///   - enrichment: of every cluster, a standard score from grades alone; nil without grades.
  init?(
    rows all: [Int], clusters clusterOfAll: [Int], of mined: MinedRegions, enrichment: [Double]?,
    permutations: Int, seed: UInt64, threadCount: Int
  ) throws {
    let isMarked = mined.lesionsOfImage.map { $0.contains { $0.type.isLesion } }
    let kept = all.indices.filter { isMarked[Int(mined.regions[all[$0]].image)] }
    guard !kept.isEmpty else { return nil }
    let (rows, clusters) = (kept.map { all[$0] }, kept.map { clusterOfAll[$0] })
    let types = rows.map {
      mined.type(ofRow: $0, lesions: mined.lesionsOfImage[Int(mined.regions[$0].image)])
    }
    let jackknife = PatientJackknife(
      patientOfRow: rows.map { mined.image(ofRow: $0).patient }, seed: seed, threadCount: threadCount)
    pictureCount = isMarked.count { $0 }
    let names = Self.names(of: types)
    let groups = types.map(Self.group)
    func kinds(_ names: [String], _ classes: [Int]) throws -> [Kind] {
      let recall = ClassRecall(
        clusters: clusters, classes: classes, classCount: names.count, permutations: permutations, seed: seed,
        threadCount: threadCount)
      return try names.enumerated().map { number, name in
        let (area, interval) =
          name == RegionType.none.text
          ? (nil, nil)
          : try Self.enrichmentArea(
            classes.map { $0 == number }, types.map { $0 == .none }, clusters, enrichment, jackknife)
        return Kind(
          name: name, regionCount: classes.count { $0 == number },
          recall: recall.recalls[number].map {
            Share(value: $0, byChance: recall.byChance?[number] ?? 0)
          }, enrichmentAUC: area, enrichmentInterval: interval)
      }
    }
    self.types = try kinds(
      names, types.map { type in names.firstIndex(of: type.text) ?? 0 })
    self.groups = Array(try kinds(Self.groupNames, groups).prefix(2))
    groupPurity = PermutedPurity(
      clusters: clusters, classes: groups, permutations: permutations, seed: seed, threadCount: threadCount
    ).map { Share(value: $0.purity, byChance: $0.permutedMean) }
    let ofGroups = PartitionMeasures.adjustedMutualInformation(clusters, groups)
    groupAgreement = ofGroups
    groupAgreementInterval = PatientJackknife.interval(
      around: ofGroups,
      try jackknife.values { kept in
        PartitionMeasures.adjustedMutualInformation(kept.map { clusters[$0] }, kept.map { groups[$0] })
      })
    func agreement(among isAsked: (LesionType) -> Bool) -> Double? {
      let kept = types.indices.filter {
        if case .single(let type) = types[$0] { isAsked(type) } else { false }
      }
      guard kept.count > 1 else { return nil }
      return PartitionMeasures.adjustedMutualInformation(
        kept.map { clusters[$0] }, kept.map { names.firstIndex(of: types[$0].text) ?? 0 })
    }
    lesionAgreement = agreement { _ in true }
    redAgreement = agreement { $0 == .microaneurysm || $0 == .haemorrhage }
    responses = Self.responses(rows: rows, clusters: clusters, of: mined, enrichment: enrichment)
  }

  /// The measures as lines of plain text.
  public var lines: [String] {
    func short(_ value: Double) -> String { String(format: "%.2f", value) }
    func text(_ share: Share) -> String { "\(short(share.value)) (by chance \(short(share.byChance)))" }
    func range(_ interval: Interval?) -> String {
      interval.map { " (\(short($0.low)) to \(short($0.high)))" } ?? ""
    }
    var lines = [
      "regions of the \(pictureCount) pictures with marked lesions: "
        + types.map { "\($0.name) \($0.regionCount)" }.joined(separator: ", ")
    ]
    for kind in types + groups where kind.regionCount > 0 && kind.name != RegionType.none.text {
      guard let recall = kind.recall else { continue }
      lines.append(
        "\(kind.name): in clusters of its own \(text(recall))"
          + (kind.enrichmentAUC.map {
            ", more enriched than what shows nothing (AUC) \(short($0))\(range(kind.enrichmentInterval))"
          } ?? ""))
    }
    if let groupPurity { lines.append("purity by red, bright, none and other \(text(groupPurity))") }
    lines.append(
      "adjusted mutual information with red, bright, none and other \(short(groupAgreement))"
        + range(groupAgreementInterval))
    if let lesionAgreement {
      lines.append("adjusted mutual information with the type among lesions alone \(short(lesionAgreement))")
    }
    if let redAgreement {
      lines.append(
        "adjusted mutual information with the type among microaneurysms and haemorrhages \(short(redAgreement))"
      )
    }
    for response in responses {
      let values = zip(Self.falseRates, response.sensitivities).map { "\(short($1)) at \(Int($0))" }
      lines.append(
        "\(response.lesions) lesions (\(response.lesionCount)) found by \(response.score): "
          + values.joined(separator: ", ") + " false spots a picture")
    }
    return lines
  }

  // MARK: -

  private static let groupNames = ["red", "bright", "none", "other"]

  /// The place of a type in `groupNames`.
  private static func group(_ type: RegionType) -> Int {
    switch type {
    case .none: 2
    case .mixed: 3
    case .single(let lesion):
      LesionType.reds.contains(lesion) ? 0 : LesionType.brights.contains(lesion) ? 1 : 3
    }
  }

  /// The types that occur in a fixed order, `none` and `mixed` last.
  private static func names(of types: [RegionType]) -> [String] {
    let present = Set(types)
    let lesions = LesionType.allCases.filter { present.contains(.single($0)) }.map(\.rawValue)
    return lesions + [RegionType.mixed.text, RegionType.none.text]
  }

  private static func enrichmentArea(
    _ isPositive: [Bool], _ isNone: [Bool], _ clusters: [Int], _ enrichment: [Double]?,
    _ jackknife: PatientJackknife
  ) throws -> (Double?, Interval?) {
    guard let enrichment else { return (nil, nil) }
    let area = { @Sendable (rows: [Int]) -> Double? in
      let kept = rows.filter { isPositive[$0] || isNone[$0] }
      // It throws for a score that is NaN only, and enrichments are finite.
      return
        (try? RankedScores(
          scores: kept.map { enrichment[clusters[$0]] }, isPositive: kept.map { isPositive[$0] }))?
        .areaUnderCurve()
    }
    guard let value = area(Array(clusters.indices)) else { return (nil, nil) }
    let interval = PatientJackknife.interval(around: value, try jackknife.values { area($0) ?? value })
    // The interval is symmetric, an area is not.
    return (value, interval.map { Interval(low: max(0, $0.low), high: min(1, $0.high)) })
  }

  private static func responses(
    rows: [Int], clusters: [Int], of mined: MinedRegions, enrichment: [Double]?
  ) -> [Response] {
    let dark = rows.indices.filter { mined.regions[rows[$0]].spot?.isDark == true }
    guard !dark.isEmpty else { return [] }
    let kinds: [(String, (LesionType) -> Bool)] = [
      ("MA", { $0 == .microaneurysm }), ("red", { LesionType.reds.contains($0) }),
    ]
    return kinds.flatMap { name, isAsked -> [Response] in
      var boxes: [[(number: Int, box: Box)]] = []
      var count = 0
      for lesions in mined.lesionsOfImage {
        boxes.append(
          lesions.filter { isAsked($0.type) && $0.box.area > 0 }.map { lesion in
            count += 1
            return (count - 1, lesion.box)
          })
      }
      let hits = dark.map { index in
        boxes[Int(mined.regions[rows[index]].image)].filter { mined.shows($0.box, row: rows[index]) }
          .map(\.number)
      }
      var scores: [(String, [Double])] = [
        ("strength", dark.map { Double(mined.regions[rows[$0]].spot?.strength ?? 0) }),
        ("attention", dark.map { Double(mined.regions[rows[$0]].response) }),
        ("novelty", dark.map { Double(mined.regions[rows[$0]].spot?.novelty ?? 0) }),
      ]
      if let enrichment {
        // By the cluster's enrichment first; within a cluster by strength.
        let order = dark.indices.sorted {
          (enrichment[clusters[dark[$0]]], scores[0].1[$0], -$0)
            < (enrichment[clusters[dark[$1]]], scores[0].1[$1], -$1)
        }
        var places = [Double](repeating: 0, count: dark.count)
        for (place, index) in order.enumerated() { places[index] = Double(place) }
        scores.append(("enrichment", places))
      }
      return scores.compactMap { score, values in
        guard
          let response = FreeResponse(
            zip(values, hits).map { FreeResponse.Place(score: $0, lesions: $1) }, lesionCount: count,
            pictureCount: mined.lesionsOfImage.count { $0.contains { $0.type.isLesion } })
        else { return nil }
        return Response(
          lesions: name, lesionCount: count, score: score,
          sensitivities: falseRates.map { response.sensitivity(atFalsePerPicture: $0) })
      }
    }
  }
}
