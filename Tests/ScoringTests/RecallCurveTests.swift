import Foundation
import Testing
import TestSupport
import Workbench

@testable import Scoring

@Suite("Recall of lesions over the threshold, and by centres")
struct RecallCurveTests {
  private let rule = RegionRule(side: 90, suppression: 90, framePixels: 400)
  private var retina: RetinaRegion { .circle(centreX: 200, centreY: 200, radius: 195, in: rule.frame) }
  private let thresholds = (1...20).map { Float($0) * 0.05 }

  private func picture(
    _ patient: String, _ lesions: [(String, Box)], disc: DiscDiameter = DiscDiameter(retinaDiameter: 390)
  ) -> LesionPicture {
    LesionPicture(
      patient: patient, lesions: lesions.map { LesionTarget(type: $0.0, box: $0.1) }, retina: retina,
      disc: disc)
  }

  /// Pictures of people, some without lesions, lesions of many sizes, and boxes, some pictures without one.
  private func study() -> (pictures: [LesionPicture], boxes: [[Box]]) {
    var stream = RandomStream(seed: 4, purpose: "recall curves")
    var pictures: [LesionPicture] = []
    var boxes: [[Box]] = []
    for index in 0..<30 {
      let lesions = (0..<stream.integer(below: 5)).map { _ -> (String, Box) in
        let (width, height) = (Float(stream.uniform(in: 3..<200)), Float(stream.uniform(in: 3..<200)))
        let (x, y) = (Float(stream.uniform(in: 20..<300)), Float(stream.uniform(in: 20..<300)))
        return (
          ["MA", "EX", "SE"][stream.integer(below: 3)],
          Box(minX: x, minY: y, maxX: x + width, maxY: y + height)
        )
      }
      pictures.append(picture("p\(index / 3)", lesions))
      boxes.append(
        (0..<stream.integer(below: 5)).map { _ in
          rule.box(x: Float(stream.uniform(in: 40..<360)), y: Float(stream.uniform(in: 40..<360)))
        })
    }
    return (pictures, boxes)
  }

  /// The share of lesions and of people found, written out over corners and counts alone.
  private func reference(
    _ pictures: [LesionPicture], _ boxes: [[Box]], type: String? = nil, isFound: (Box, Box) -> Bool
  ) -> (pooled: Double, perPerson: Double) {
    var (found, all) = (0, 0)
    var people: [String: Bool] = [:]
    for (picture, boxes) in zip(pictures, boxes) {
      for lesion in picture.lesions where type == nil || lesion.type == type {
        var hit = false
        for box in boxes where isFound(box, lesion.box) { hit = true }
        all += 1
        if hit { found += 1 }
        people[picture.patient] = people[picture.patient] == true || hit
      }
    }
    return (Double(found) / Double(all), Double(people.values.count { $0 }) / Double(people.count))
  }

  private func overlap(_ a: Box, _ b: Box) -> Float {
    let width = max(0, min(a.maxX, b.maxX) - max(a.minX, b.minX))
    let height = max(0, min(a.maxY, b.maxY) - max(a.minY, b.minY))
    return width * height
      / min((a.maxX - a.minX) * (a.maxY - a.minY), (b.maxX - b.minX) * (b.maxY - b.minY))
  }

  @Test("curves of sampled boxes and of every baseline are those of a plain count")
  func curves() throws {
    let (pictures, boxes) = study()
    let density = LesionDensity(
      lesions: pictures.flatMap { $0.lesions.map(\.box) }, framePixels: 400, smoothingPixels: 20)
    let other = Array(boxes.reversed())
    let recall = LesionRecall(pictures: pictures, rule: rule)
    let report = recall.report(
      boxes: boxes, density: Array(repeating: density, count: 30), others: [("another network", other)],
      blindDraws: 15, draws: 20, seed: 3)
    let curve = try #require(report.curve)
    #expect(largestDifference(curve.thresholds, thresholds.map(Double.init)) < 1e-6)
    #expect(curve.baselines.map(\.name) == ["uniform", "density", "centre", "another network"])
    let dense = pictures.indices.map { density.boxes(count: boxes[$0].count, rule: rule, retina: retina) }
    let centre = pictures.map { _ in [Box(minX: 155, minY: 155, maxX: 245, maxY: 245)] }
    let series = [curve.sampled] + Array(curve.baselines[1...])
    for (series, boxes) in zip(series, [boxes, dense, centre, other]) {
      for (index, threshold) in thresholds.enumerated() {
        let expected = reference(pictures, boxes) { overlap($0, $1) > threshold }
        #expect(agree(series.pooled[index], expected.pooled, within: roundingTolerance), "\(series.name)")
        #expect(agree(series.perPerson[index], expected.perPerson, within: roundingTolerance))
        for type in ["EX", "MA", "SE"] {
          let ofType = reference(pictures, boxes, type: type) { overlap($0, $1) > threshold }
          #expect(agree(series.byType[type]?[index], ofType.pooled, within: roundingTolerance))
        }
      }
      // The curve falls, begins above 0 and tells apart what the report's one threshold does not.
      #expect(zip(series.pooled, series.pooled.dropFirst()).allSatisfy { $0 >= $1 })
      #expect(series.pooled[0] > series.pooled[15] && series.pooled[19] == 0)
    }
    // At 0.3 the curve is the report.
    #expect(curve.sampled.pooled[5] == report.pooled.value)
    #expect(curve.sampled.perPerson[5] == report.perPerson.value)
    for (series, baseline) in zip(curve.baselines, report.baselines) {
      #expect(series.name == baseline.name && series.pooled[5] == baseline.pooled)
      #expect(series.perPerson[5] == baseline.perPerson && series.byType["EX"]?[5] == baseline.byType["EX"])
    }
  }

  @Test("boxes at random: every threshold sees the same draws")
  func uniform() throws {
    let (pictures, boxes) = study()
    let recall = LesionRecall(pictures: pictures, rule: rule)
    let rules = thresholds.map { FindingRule.overlap(above: $0) } + [.centre]
    let together = recall.uniformHits(counts: boxes.map(\.count), by: rules, draws: 12, seed: 3)
    let alone = recall.uniformHits(counts: boxes.map(\.count), draws: 12, seed: 3)
    #expect(together[5].found == alone.found)
    var placed = Array(repeating: [[Box]](), count: 12)
    for index in pictures.indices {
      var stream = RandomStream(seed: 3, purpose: "blind boxes", items: index)
      for draw in 0..<12 {
        placed[draw].append(
          BlindPlacement.uniform(count: boxes[index].count, rule: rule, retina: retina, &stream))
      }
    }
    for (index, threshold) in thresholds.enumerated() {
      let recalls = placed.map { boxes in
        reference(pictures, boxes) { overlap($0, $1) > threshold }.pooled
      }
      let once = [Double](repeating: 1, count: pictures.count)
      #expect(
        agree(together[index].pooled()(once), recalls.reduce(0, +) / 12, within: roundingTolerance))
    }
  }

  @Test("a lesion whose IoM is the threshold is not found by it, but by the one below")
  func equal() throws {
    // 3 of 10 columns, 17 of 20 columns, the whole lesion, nothing.
    let box = Box(minX: 100, minY: 100, maxX: 190, maxY: 190)
    let lesions = [
      ("MA", Box(minX: 187, minY: 100, maxX: 197, maxY: 110)),
      ("EX", Box(minX: 83, minY: 150, maxX: 117, maxY: 160)),
      ("SE", Box(minX: 120, minY: 120, maxX: 130, maxY: 130)),
      ("SE", Box(minX: 300, minY: 300, maxX: 310, maxY: 310)),
    ]
    let report = LesionRecall(pictures: [picture("a", lesions)], rule: rule).report(
      boxes: [[box]], density: nil, blindDraws: 2, draws: 5, seed: 1)
    let curve = try #require(report.curve?.sampled)
    #expect(curve.byType["MA"] == (0..<20).map { $0 < 5 ? 1 : 0 })
    #expect(curve.byType["EX"] == (0..<20).map { $0 < 9 ? 1 : 0 }, "17 of 34 columns are one half")
    #expect(curve.byType["SE"] == (0..<20).map { $0 < 19 ? 0.5 : 0 }, "nothing exceeds 1")
    #expect(curve.perPerson == (0..<20).map { $0 < 19 ? 1 : 0 })
  }

  @Test("pictures without a box find nothing, and without a lesion there is no curve")
  func nothing() throws {
    let lesion = ("MA", Box(minX: 195, minY: 195, maxX: 205, maxY: 205))
    let boxless = LesionRecall(pictures: [picture("a", [lesion])], rule: rule).report(
      boxes: [[]], density: nil, blindDraws: 2, draws: 5, seed: 1)
    let curve = try #require(boxless.curve)
    #expect(curve.sampled.pooled == Array(repeating: 0, count: 20))
    #expect(curve.baselines.first { $0.name == "uniform" }?.pooled == Array(repeating: 0, count: 20))
    #expect(curve.baselines.first { $0.name == "centre" }?.pooled[18] == 1)
    #expect(boxless.centres?.pooled.value == 0 && boxless.coveredFraction == 0)
    let lesionless = LesionRecall(pictures: [picture("a", [])], rule: rule).report(
      boxes: [[rule.box(x: 200, y: 200)]], density: nil, blindDraws: 2, draws: 5, seed: 1)
    #expect(lesionless.curve == nil)
    #expect(lesionless.centres?.pooled.value == nil && lesionless.centres?.meanDiscPixels == nil)
  }

  @Test("a centre finds what lies within half a disc's diameter, the border included")
  func centres() throws {
    // Boxes are centred on whole pixels. 3-4-5: the first lesion's centre is 25 away, the second's a little more.
    let disc = try #require(
      DiscDiameter(marked: [
        Box(minX: 0, minY: 0, maxX: 44, maxY: 56), Box(minX: 0, minY: 0, maxX: 9, maxY: 9),
      ]))
    #expect(disc.pixels == 50 && disc.isMarked)
    let lesions = [
      ("MA", Box(centreX: 215, centreY: 220, side: 4)), ("EX", Box(centreX: 216, centreY: 220, side: 4)),
    ]
    let far = picture("b", [("MA", Box(centreX: 330, centreY: 200, side: 300))])
    let boxes = [[rule.box(x: 50, y: 50), rule.box(x: 200, y: 200)], [rule.box(x: 200, y: 200)]]
    let report = LesionRecall(pictures: [picture("a", lesions, disc: disc), far], rule: rule).report(
      boxes: boxes, density: nil, blindDraws: 400, draws: 5, seed: 1)
    let centres = try #require(report.centres)
    #expect(centres.byType["MA"]?.value == 0.5 && centres.byType["EX"]?.value == 0)
    #expect(centres.pooled.value == 1.0 / 3 && centres.perPerson.value == 0.5)
    #expect(report.pooled.value == 1, "IoM counts all three")
    #expect(agree(centres.meanDiscPixels, (50 + 390.0 / 7) / 2, within: 1e-5))
    #expect(centres.markedDiscCount == 1)
    let blind = try #require(centres.baselines.first { $0.name == "uniform" })
    #expect(centres.baselines.map(\.name) == ["uniform", "centre"])
    // A centre anywhere in the disc of radius 195 lies within 25 of a place by (25 / 195)^2; two boxes may try.
    let once = Double(25 * 25) / Double(195 * 195)
    #expect(agree(blind.byType["EX"], 2 * once, within: 0.025))
    #expect(
      DiscDiameter(marked: []) == nil
        && DiscDiameter(marked: [Box(minX: 3, minY: 3, maxX: 3, maxY: 9)]) == nil)
  }
}
