internal import CKernels
import Fundus
import Testing
import Workbench

@testable import Phantoms

@Suite("Phantoms: lesions")
struct PhantomDiseaseTests {
  /// The planned marks of both eyes of some patients, on small pictures.
  private func plans(
    _ configuration: PhantomConfiguration
  ) -> [(picture: PhantomPicture, marks: [PhantomMark])] {
    let canvas = PhantomCanvas(capacity: configuration.pixels * configuration.pixels)
    return PhantomGenerator(configuration).items.map { item in
      let picture = PhantomPicture(patient: item.patient, eye: item.eye, configuration: configuration)
      return (picture, picture.plan(on: canvas))
    }
  }

  @Test("the rule: each grade's defining lesions, and what is one short of them")
  func rule() {
    func grade(_ lesions: (LesionType, Int)...) -> Int {
      PhantomGradeRule.grade(of: lesions.map { (type: $0.0, quadrant: $0.1) })
    }
    func haemorrhages(_ counts: [Int]) -> [(type: LesionType, quadrant: Int)] {
      counts.enumerated().flatMap { quadrant, count in
        Array(repeating: (type: .haemorrhage, quadrant: quadrant), count: count)
      }
    }
    #expect(grade() == 0)
    #expect(grade((.microaneurysm, 0)) == 1)
    #expect(grade((.microaneurysm, 0), (.hardExudate, 1)) == 2)
    #expect(grade((.softExudate, 3)) == 2)
    #expect(grade((.flameHaemorrhage, 3)) == 2)
    #expect(PhantomGradeRule.grade(of: haemorrhages([4, 4, 4, 3])) == 2)
    #expect(PhantomGradeRule.grade(of: haemorrhages([4, 4, 4, 4])) == 3)
    #expect(grade((.intraretinalMicrovascularAbnormality, 2)) == 3)
    #expect(grade((.neovascularisation, 2)) == 4)
    #expect(grade((.opticDisc, 0), (.other, 0)) == 0)
  }

  @Test("the rule finds in the lesions the grade they were drawn for", arguments: [1.0, 3.0])
  func drawnGrades(scale: Double) {
    var configuration = PhantomConfiguration()
    configuration.patients = 60
    configuration.pixels = 256
    configuration.lesionScale = scale
    configuration.gradeFractions = [0.1, 0.15, 0.35, 0.25, 0.15]
    for (picture, marks) in plans(configuration) {
      let lesions = marks.compactMap { mark -> (type: LesionType, quadrant: Int)? in
        guard case .listed(let type) = mark.kind else { return nil }
        return (type, PhantomGradeRule.quadrant(mark.place, fovea: picture.anatomy.fovea))
      }
      #expect(PhantomGradeRule.grade(of: lesions) == picture.grade, "\(picture.patient.id(of: picture.eye))")
    }
  }

  @Test("the unlisted lesion goes with the grade as 0, 5, 25, 40, 40 %; the controls go with nothing")
  func companies() {
    var configuration = PhantomConfiguration()
    configuration.patients = 750
    configuration.pixels = 128
    configuration.gradeFractions = [0.2, 0.2, 0.2, 0.2, 0.2]
    let plans = plans(configuration)
    func share(_ kind: PhantomMark.Kind, _ grade: Int) -> (value: Double, deviation: (Double) -> Double) {
      let eyes = plans.filter { $0.picture.grade == grade }
      let value = Double(eyes.count { $0.marks.contains { $0.kind == kind } }) / Double(eyes.count)
      return (value, { ($0 * (1 - $0) / Double(eyes.count)).squareRoot() })
    }
    // The mean of the five shares: with grades equally frequent, the prevalence of all three.
    let prevalence = 0.22
    for (grade, expected) in [0, 0.05, 0.25, 0.40, 0.40].enumerated() {
      let unlisted = share(.unlisted, grade)
      #expect(
        abs(unlisted.value - expected) <= 3 * unlisted.deviation(expected),
        "grade \(grade): \(unlisted.value)")
      for kind in [PhantomMark.Kind.brightControl, .darkControl] {
        let control = share(kind, grade)
        #expect(
          abs(control.value - prevalence) <= 3 * control.deviation(prevalence),
          "\(kind), grade \(grade): \(control.value)")
      }
    }
  }

  @Test("an eye with the unlisted lesion or a control has the lesions it has without, and so its grade")
  func unlistedIsNoSign() {
    var configuration = PhantomConfiguration()
    configuration.patients = 40
    configuration.pixels = 128
    for (picture, marks) in plans(configuration) {
      let listed = marks.compactMap { mark -> (type: LesionType, quadrant: Int)? in
        guard case .listed(let type) = mark.kind else { return nil }
        return (type, PhantomGradeRule.quadrant(mark.place, fovea: picture.anatomy.fovea))
      }
      // The odd marks come after all others: leaving them out leaves the rest, and the rule's answer, as it is.
      let first = marks.firstIndex { if case .listed = $0.kind { false } else { true } } ?? marks.count
      #expect(first == listed.count)
      #expect(PhantomGradeRule.grade(of: listed) == picture.grade)
    }
  }

  @Test("three looks differ in outline and tint, for every seed", arguments: 0..<20)
  func looks(seed: Int) {
    let looks = PhantomOddities(seed: UInt64(seed)).all.map(\.look)
    #expect(Set(looks.map(\.outline)).count == 3)
    #expect(Set(looks.map(\.tint)).count == 3)
    #expect(looks[1].isBright && !looks[2].isBright)
  }

  @Test("lesions have the sizes of IDRiD, relative to the disc")
  func sizes() throws {
    var configuration = PhantomConfiguration()
    configuration.patients = 60
    configuration.pixels = 1200
    configuration.gradeFractions = [0, 0, 0.4, 0.4, 0.2]
    var diameters: [LesionType: [Double]] = [:]
    for (picture, marks) in plans(configuration) {
      for mark in marks {
        guard case .listed(let type) = mark.kind, case .spot(let spot)? = mark.strokes.first else { continue }
        let side = 2 * (Double(spot.radius_x) * Double(spot.radius_y)).squareRoot()
        diameters[type, default: []].append(side / picture.anatomy.discDiameter)
      }
    }
    // Medians of the side of tight boxes, measured in IDRiD's segmentation masks; a quarter either way, because
    // an outline's box is a little larger than its ellipse.
    let medians: [(LesionType, Double)] = [
      (.microaneurysm, 0.035), (.hardExudate, 0.037), (.haemorrhage, 0.082), (.softExudate, 0.244),
    ]
    for (type, median) in medians {
      let sorted = (diameters[type] ?? []).sorted()
      try #require(sorted.count > 10)
      #expect(abs(sorted[sorted.count / 2] / median - 1) < 0.25, "\(type): \(sorted[sorted.count / 2])")
    }
  }

  @Test(
    "fewer lesions are drawn where fewer are asked for, and never fewer than the grade wants",
    arguments: 1...4)
  func number(grade: Int) {
    func mean(_ factor: Double) -> Double {
      let totals = (0..<200).map { item -> Int in
        var stream = RandomStream(seed: 3, purpose: "test", items: grade, item)
        let counts = PhantomLesionCounts(grade: grade, factor: factor, stream: &stream)
        switch grade {
        case 1: #expect(counts.microaneurysms >= 2)
        case 3:
          #expect(counts.haemorrhagesPerQuadrant.allSatisfy { $0 >= PhantomGradeRule.severeCount })
        case 4: #expect(counts.tufts >= 1)
        default:
          let signs =
            counts.haemorrhages + counts.flames + counts.softExudates + counts.exudateClusters.count
          #expect(signs >= 1)
        }
        return counts.microaneurysms + counts.haemorrhages + counts.exudateClusters.reduce(0, +)
      }
      return Double(totals.reduce(0, +)) / 200
    }
    #expect(mean(0.25) < 0.6 * mean(1) && mean(2) > 1.4 * mean(1))
  }

  @Test("neighbouring grades overlap in their counts, distant ones hardly")
  func overlap() {
    func total(_ grade: Int, _ item: Int) -> Int {
      var stream = RandomStream(seed: 3, purpose: "test", items: grade, item)
      let counts = PhantomLesionCounts(grade: grade, stream: &stream)
      return counts.microaneurysms + counts.haemorrhages + counts.haemorrhagesPerQuadrant.reduce(0, +)
    }
    let sorted = (0...4).map { grade in (0..<400).map { total(grade, $0) }.sorted() }
    #expect(sorted[0].allSatisfy { $0 == 0 })
    #expect(sorted[1][200] < sorted[2][200] && sorted[2][200] < sorted[3][200])
    #expect(sorted[1][360] > sorted[2][40] && sorted[2][360] > sorted[3][40], "no overlap")
  }
}
