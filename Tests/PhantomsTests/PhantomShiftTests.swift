import Fundus
import Testing
import Workbench

@testable import Phantoms

/// The shifted split: other pictures of the same disease.
@Suite("Phantoms: the shifted split")
struct PhantomShiftTests {
  private static var configuration: PhantomConfiguration {
    var configuration = PhantomConfiguration()
    configuration.patients = 3000
    configuration.shiftedFraction = 0.5
    return configuration
  }

  private var patients: (ordinary: [PhantomPatient], shifted: [PhantomPatient]) {
    let all = (1...Self.configuration.patients).map {
      PhantomPatient(number: $0, configuration: Self.configuration)
    }
    return (all.filter { $0.split != .shifted }, all.filter { $0.split == .shifted })
  }

  /// The share of pairs in which the second is the larger: 0.5 where two samples are alike.
  private func superiority(_ first: [Double], _ second: [Double]) -> Double {
    let ordered = (first.map { ($0, 0) } + second.map { ($0, 1) }).sorted { $0.0 < $1.0 }
    var below = 0.0, won = 0.0
    var index = 0
    while index < ordered.count {
      var end = index
      while end < ordered.count && ordered[end].0 == ordered[index].0 { end += 1 }
      let tied = ordered[index..<end], others = Double(tied.count { $0.1 == 0 })
      won += Double(tied.count { $0.1 == 1 }) * (below + 0.5 * others)
      below += others
      index = end
    }
    return won / Double(first.count * second.count)
  }

  @Test("superiority counts pairs, ties as a half")
  func measure() {
    #expect(superiority([1, 2], [3, 4]) == 1)
    #expect(superiority([1, 2], [1, 2]) == 0.5)
    #expect(superiority([3], [1, 3, 5, 5]) == 0.625)
  }

  @Test("cameras' sharpness, noise, compression, light and the pigment differ")
  func nuisance() {
    let patients = patients
    func drawn(_ patients: [PhantomPatient]) -> [PhantomNuisance] {
      patients.map { PhantomNuisance(patient: $0, eye: .left, configuration: Self.configuration) }
    }
    let ordinary = drawn(patients.ordinary), shifted = drawn(patients.shifted)
    let values: [(String, ClosedRange<Double>, (PhantomNuisance) -> Double)] = [
      ("blur", 0.75...1, \.blurPixels), ("noise", 0.75...1, \.noise),
      ("JPEG quality", 0...0.05, { Double($0.quality) }), ("pigment", 0.7...1, \.pigment),
      ("veil", 0.55...1, \.veil), ("green over red", 0.15...0.45, { $0.cast[1] / $0.cast[0] }),
    ]
    for (name, range, value) in values {
      let found = superiority(ordinary.map(value), shifted.map(value))
      if name == "green over red" {
        // Two of the three cameras lie above all ordinary ones and one below: far in spread, not in the middle.
        let a = ordinary.map(value), b = shifted.map(value)
        #expect((b.max() ?? 0) > (a.max() ?? 0) && (b.min() ?? 0) < (a.min() ?? 0))
      } else {
        #expect(range.contains(found), "\(name): \(found)")
      }
    }
  }

  @Test("grades, their agreement between eyes and the eyes that are missing do not differ")
  func disease() {
    let patients = patients
    func shares(_ patients: [PhantomPatient]) -> [Double] {
      let grades = patients.compactMap { $0.grades[.left] }
      return Grade.all.map { grade in Double(grades.count { $0 == grade }) / Double(grades.count) }
    }
    for (a, b) in zip(shares(patients.ordinary), shares(patients.shifted)) {
      // Three deviations of the difference of two shares of 0.4 among 1,500 each.
      #expect(abs(a - b) < 0.054)
    }
    func agreement(_ patients: [PhantomPatient]) -> Double {
      Double(patients.count { $0.grades[.left] == $0.grades[.right] }) / Double(patients.count)
    }
    #expect(abs(agreement(patients.ordinary) - agreement(patients.shifted)) < 0.054)
  }

  @Test("lesions are of the same number and size, and the unlisted lesion as frequent")
  func lesions() {
    var configuration = PhantomConfiguration()
    configuration.patients = 300
    configuration.pixels = 160
    configuration.gradeFractions = [0, 0, 1, 0, 0]
    configuration.shiftedFraction = 0.5
    let canvas = PhantomCanvas(capacity: configuration.pixels * configuration.pixels)
    var counts: [Bool: [Double]] = [:], unlisted: [Bool: Int] = [:]
    for item in PhantomGenerator(configuration).items where item.eye == .left {
      let picture = PhantomPicture(patient: item.patient, eye: item.eye, configuration: configuration)
      let marks = picture.plan(on: canvas)
      let isShifted = item.patient.split == .shifted
      let listed = marks.count { if case .listed = $0.kind { true } else { false } }
      counts[isShifted, default: []].append(Double(listed))
      unlisted[isShifted, default: 0] += marks.contains { $0.kind == .unlisted } ? 1 : 0
    }
    let ordinary = counts[false] ?? [], shifted = counts[true] ?? []
    // The deviation of the superiority of two alike samples of 150 is the root of 301 / (12 * 150 * 150): 0.033.
    #expect(abs(superiority(ordinary, shifted) - 0.5) < 0.1)
    let a = Double(unlisted[false] ?? 0) / Double(ordinary.count)
    let b = Double(unlisted[true] ?? 0) / Double(shifted.count)
    // Three deviations of the difference of two shares of 0.25 among 150 each.
    #expect(abs(a - b) < 0.15 && a > 0.1 && b > 0.1)
  }
}
