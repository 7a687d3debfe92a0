import Foundation
import Testing
import TestSupport
import Workbench

@testable import Scoring

@Suite("Recall of lesions and its blind baselines")
struct LesionRecallTests {
  private let rule = RegionRule(side: 100, suppression: 100, framePixels: 400)
  private var retina: RetinaRegion {
    .circle(centreX: 200, centreY: 200, radius: 195, in: rule.frame)
  }

  private func square(_ x: Float, _ y: Float, side: Float = 10) -> Box {
    Box(centreX: x, centreY: y, side: side)
  }

  private func picture(_ patient: String, _ lesions: [(String, Box)]) -> LesionPicture {
    LesionPicture(
      patient: patient, lesions: lesions.map { LesionTarget(type: $0.0, box: $0.1) }, retina: retina,
      disc: DiscDiameter(retinaDiameter: 390))
  }

  @Test("counts a lesion above the threshold, pooled, by type and by picture")
  func exact() throws {
    // The second lesion of a meets its box in exactly 0.3 of its area: not above the threshold.
    let pictures = [
      picture("a", [("MA", square(100, 100)), ("EX", Box(minX: 147, minY: 90, maxX: 157, maxY: 100))]),
      picture("a", [("MA", square(300, 300)), ("MA", square(310, 310))]),
      picture("b", []),
      picture("c", [("EX", square(50, 350))]),
    ]
    let recall = LesionRecall(pictures: pictures, rule: rule)
    let boxes = [[square(100, 100, side: 100)], [square(300, 300, side: 100)], [square(9, 9)], []]
    let hits = recall.hits(boxes)
    let once = [1.0, 1, 1, 1]
    #expect(hits.found == [[1, 0], [1, 1], [], [0]])
    #expect(hits.pooled()(once) == 3.0 / 5)
    #expect(hits.pooled(type: "MA")(once) == 1)
    #expect(hits.pooled(type: "EX")(once) == 0)
    #expect(hits.pooled(type: "SE")(once) == nil)
    #expect(hits.pooled()([2, 0, 5, 1]) == 2.0 / 5)
    #expect(hits.coveredFractions[3] == 0)
    let area = Double(100 * 100) / (.pi * 195 * 195)
    #expect(agree(hits.coveredFractions[0], area, within: 0.005), "a lattice of 96 x 96 points")
  }

  @Test("a person is found by any of their lesions, in any of their pictures")
  func perPerson() {
    // a: one of three lesions, in the second picture; b: none of two; c has no lesion; d: one of one.
    let pictures = [
      picture("a", [("MA", square(100, 100)), ("MA", square(300, 100))]),
      picture("b", [("EX", square(50, 350))]),
      picture("a", [("EX", square(300, 300))]), picture("c", []), picture("b", [("EX", square(80, 350))]),
      picture("d", [("SE", square(200, 200))]),
    ]
    let boxes = [[], [square(9, 9)], [square(300, 300, side: 100)], [square(9, 9)], [], [square(200, 200)]]
    let hits = LesionRecall(pictures: pictures, rule: rule).hits(boxes)
    let once = [Double](repeating: 1, count: 6)
    // Per box 2 of 6; the mean of the pictures' recalls would be 2 of 5.
    #expect(hits.pooled()(once) == 2.0 / 6)
    #expect(hits.perPerson(once) == 2.0 / 3)
    #expect(hits.perPerson([3, 1, 3, 1, 1, 0]) == 3.0 / 4)
    #expect(hits.perPerson([0, 0, 0, 5, 0, 0]) == nil)
  }

  @Test("boxes at random find a person as often as any of the lesions in independent pictures")
  func perPersonAtRandom() {
    // Two lesions at one place are found together; the same in another picture is found independently.
    let twice = [("MA", square(150, 200)), ("MA", square(150, 200))]
    let recall = LesionRecall(
      pictures: [picture("a", twice), picture("a", twice), picture("b", twice)], rule: rule)
    let hits = recall.uniformHits(counts: [1, 1, 1], draws: 500, seed: 1)
    let (one, other, single) = (hits.found[0][0], hits.found[1][0], hits.found[2][0])
    #expect(hits.found.allSatisfy { $0[0] == $0[1] } && one != other)
    let expected = (1 - (1 - one) * (1 - other) + single) / 2
    #expect(agree(hits.perPerson([1, 1, 1]), expected, within: roundingTolerance))
  }

  @Test("boxes at random find as much as an independent simulation says")
  func blind() throws {
    let golden = try ScoringGolden.load().blind
    let rule = RegionRule(side: golden.side, suppression: golden.suppression, framePixels: golden.frame)
    let lesions = golden.lesions.map { Box(minX: $0[0], minY: $0[1], maxX: $0[2], maxY: $0[3]) }
    let retina = RetinaRegion.circle(
      centreX: golden.frame / 2, centreY: golden.frame / 2, radius: golden.radius, in: rule.frame)
    let pictures = [
      LesionPicture(
        patient: "a", lesions: lesions.map { LesionTarget(type: "MA", box: $0) }, retina: retina,
        disc: DiscDiameter(retinaDiameter: 2 * golden.radius))
    ]
    let draws = 3000
    let hits = LesionRecall(pictures: pictures, rule: rule).uniformHits(counts: [4], draws: draws, seed: 1)
    for (found, expected) in zip(hits.found[0], golden.found) {
      let deviation = (expected * (1 - expected) * (1 / Double(draws) + 1 / Double(golden.draws)))
        .squareRoot()
      #expect(agree(found, expected, within: 4 * deviation))
    }
    #expect(hits.found[0].count == golden.found.count)
  }

  @Test("blind boxes keep the number, the side, the suppression and the frame")
  func placement() {
    for item in 0..<50 {
      var stream = RandomStream(seed: 1, purpose: "test", items: item)
      let wide = RegionRule(side: 100, suppression: 100, framePixels: 400, placement: .free)
      let boxes = BlindPlacement.uniform(count: 4, rule: wide, retina: retina, &stream)
      #expect(boxes.count == 4)
      for (index, box) in boxes.enumerated() {
        #expect(retina.contains(x: box.centreX, y: box.centreY))
        for other in boxes[..<index] {
          #expect(max(abs(box.centreX - other.centreX), abs(box.centreY - other.centreY)) > 49.99)
        }
        let shifted = rule.box(x: box.centreX, y: box.centreY)
        #expect(shifted.minX >= 0 && shifted.minY >= 0 && shifted.maxX <= 400 && shifted.maxY <= 400)
        #expect(shifted.width == 100 && shifted.height == 100)
      }
    }
    var stream = RandomStream(seed: 1, purpose: "test")
    let all = RegionRule(side: 100, suppression: 2000, framePixels: 400)
    #expect(BlindPlacement.uniform(count: 4, rule: all, retina: retina, &stream).count == 1)
    #expect(
      RegionRule(side: 100, suppression: 0, framePixels: 400, placement: .cut).box(x: 0, y: 200).width == 50)
  }

  @Test("a mask limits the retina")
  func mask() throws {
    let mask = RetinaRegion.mask([0, 1, 0, 0], width: 2, height: 2, pixels: 200)
    #expect(mask.contains(x: 300, y: 100))
    #expect(
      !mask.contains(x: 100, y: 100) && !mask.contains(x: 300, y: 300) && !mask.contains(x: 500, y: 100))
    #expect(mask.coveredFraction([Box(minX: 200, minY: 0, maxX: 300, maxY: 200)]) == 0.5)
    var stream = RandomStream(seed: 1, purpose: "test")
    for _ in 0..<20 {
      let point = try #require(mask.point(&stream))
      #expect(mask.contains(x: point.x, y: point.y))
    }
    let nothing = RetinaRegion.mask([0], width: 1, height: 1, pixels: 400)
    #expect(BlindPlacement.uniform(count: 1, rule: rule, retina: nothing, &stream).isEmpty)
    #expect(nothing.coveredFraction([rule.frame]) == 0)
  }

  @Test("the density map peaks where training lesions lie, in order of their number")
  func density() {
    let lesions = Array(repeating: square(100, 200), count: 5) + Array(repeating: square(300, 250), count: 3)
    let density = LesionDensity(lesions: lesions, framePixels: 400, cellCount: 40, smoothingPixels: 20)
    let boxes = density.boxes(count: 2, rule: rule, retina: retina)
    // A centre on the border of two cells belongs to the right and lower one.
    #expect(boxes.map(\.centreX) == [105, 305])
    #expect(boxes.map(\.centreY) == [205, 255])
    let free = RegionRule(side: 100, suppression: 100, framePixels: 400, placement: .free)
    let many = density.boxes(count: 500, rule: free, retina: retina)
    // Where no further box has room, squares of side 100 around the centres cover the disc of 119,459 pixels.
    #expect(many.count >= 12 && many.count < 500)
    for (index, box) in many.enumerated() {
      for other in many[..<index] {
        #expect(max(abs(box.centreX - other.centreX), abs(box.centreY - other.centreY)) > 50)
      }
    }
    let sharp = LesionDensity(lesions: lesions, framePixels: 400, cellCount: 40, smoothingPixels: 0)
    #expect(sharp.values.reduce(0, +) == 8)
    #expect(sharp.values[20 * 40 + 10] == 5)
    #expect(sharp.values[25 * 40 + 30] == 3)
  }

  @Test("the report names the strongest baseline and pairs its margin")
  func report() throws {
    var pictures: [LesionPicture] = []
    var boxes: [[Box]] = []
    for index in 0..<40 {
      var stream = RandomStream(seed: 3, purpose: "lesions", items: index)
      let lesions = (0..<3).map { _ in
        square(Float(stream.uniform(in: 80..<320)), Float(stream.uniform(in: 80..<320)))
      }
      pictures.append(picture("p\(index / 2)", lesions.map { ("HE", $0) }))
      boxes.append(lesions.map { rule.box(x: $0.centreX, y: $0.centreY) })
    }
    let recall = LesionRecall(pictures: pictures, rule: rule)
    let density = LesionDensity(
      lesions: pictures.flatMap { $0.lesions.map(\.box) }, framePixels: 400, smoothingPixels: 25)
    let untrained = Array(repeating: [rule.frame], count: 40)
    let report = recall.report(
      boxes: boxes, density: Array(repeating: density, count: 40), others: [("untrained", untrained)],
      blindDraws: 20, draws: 100, seed: 1)
    #expect(report.pooled.value == 1)
    #expect(report.baselines.map(\.name) == ["uniform", "density", "centre", "untrained"])
    #expect(report.strongestBaseline == "untrained", "a box that covers everything finds everything")
    #expect(report.margin?.value == 0)
    #expect(report.lesionCounts == ["HE": 120])
    #expect(report.pictureCount == 40)
    let without = recall.report(
      boxes: boxes, density: Array(repeating: density, count: 40), blindDraws: 20, draws: 100, seed: 1)
    let best = try #require(without.baselines.compactMap(\.pooled).max())
    #expect(without.baselines.first { $0.name == without.strongestBaseline }?.pooled == best)
    #expect(agree(without.margin?.value, 1 - best, within: roundingTolerance))
    #expect(try #require(without.margin?.interval).low > 0.1)
    let threaded = LesionRecall(pictures: pictures, rule: rule, threadCount: 2).report(
      boxes: boxes, density: Array(repeating: density, count: 40), blindDraws: 20, draws: 100, seed: 1)
    #expect(threaded == without)
    let text = try JSONEncoder().encode(without)
    #expect(try JSONDecoder().decode(LesionRecallReport.self, from: text) == without)
  }
}
