import Foundation
import Fundus
import Testing
import Workbench

@testable import Phantoms

@Suite("Phantoms: patients, grades and splits")
struct PhantomPopulationTests {
  private func patients(_ configuration: PhantomConfiguration) -> [PhantomPatient] {
    (1...configuration.patients).map { PhantomPatient(number: $0, configuration: configuration) }
  }

  @Test("each eye alone has the configured marginals of the grades")
  func marginals() {
    var configuration = PhantomConfiguration()
    configuration.patients = 20_000
    let grades = patients(configuration).compactMap { $0.grades[.left] }
    for grade in Grade.all {
      let share = Double(grades.count { $0 == grade }) / Double(grades.count)
      // Three standard deviations of a share of 0.4 among 20,000 are 0.0104.
      #expect(abs(share - configuration.gradeFractions[grade]) < 0.0105, "grade \(grade): \(share)")
    }
  }

  @Test("more than nine of ten pairs of eyes differ by at most one grade, yet not all are equal")
  func eyesCorrelate() {
    var configuration = PhantomConfiguration()
    configuration.patients = 10_000
    let differences = patients(configuration).map { abs(($0.grades[.left] ?? 0) - ($0.grades[.right] ?? 0)) }
    let near = Double(differences.count { $0 <= 1 }) / Double(differences.count)
    let equal = Double(differences.count { $0 == 0 }) / Double(differences.count)
    #expect(near > 0.90)
    #expect(equal > 0.5 && equal < 0.95)
    let left = patients(configuration).map { Double($0.grades[.left] ?? 0) }
    let right = patients(configuration).map { Double($0.grades[.right] ?? 0) }
    #expect(correlation(left, right) > 0.85)
    // Strangers do not: four deviations of a correlation among 9,999.
    #expect(abs(correlation(Array(left.dropFirst()), Array(right.dropLast()))) < 0.04)
  }

  @Test("two eyes of a patient share camera and pigment; two patients need not")
  func onePatientOneCamera() {
    var configuration = PhantomConfiguration()
    configuration.patients = 200
    var cameras = Set<String>()
    for patient in patients(configuration) {
      let left = PhantomNuisance(patient: patient, eye: .left, configuration: configuration)
      let right = PhantomNuisance(patient: patient, eye: .right, configuration: configuration)
      #expect(left.camera.name == right.camera.name && left.pigment == right.pigment && left.hue == right.hue)
      #expect(left.exposure != right.exposure && left.cast != right.cast)
      cameras.insert(left.camera.name)
    }
    #expect(cameras == Set(PhantomCamera.ordinary.map(\.name)))
  }

  @Test("the splits have their shares, whatever the number of patients", arguments: [20, 97, 400])
  func shares(patientCount: Int) {
    var configuration = PhantomConfiguration()
    configuration.patients = patientCount
    configuration.shiftedFraction = 0.1
    let splits = patients(configuration).map(\.split)
    let wanted: [(Split, Double)] = [(.train, 0.55), (.validation, 0.15), (.test, 0.20), (.shifted, 0.10)]
    for (split, fraction) in wanted {
      // The golden section leaves each share within three patients of its due.
      let due = fraction * Double(patientCount)
      #expect(abs(Double(splits.count { $0 == split }) - due) <= 3, "\(split)")
    }
  }

  @Test("more patients leave the first ones as they were")
  func prefix() {
    var few = PhantomConfiguration()
    few.patients = 30
    var many = few
    many.patients = 60
    for (a, b) in zip(patients(few), patients(many)) {
      #expect(a.split == b.split && a.grades == b.grades && a.eyes == b.eyes)
    }
  }

  @Test("missing eyes are as frequent as asked for")
  func missingEyes() {
    var configuration = PhantomConfiguration()
    configuration.patients = 4000
    configuration.missingEyeFraction = 0.25
    let all = patients(configuration)
    let single = Double(all.count { $0.eyes.count == 1 }) / Double(all.count)
    // Three standard deviations of a share of 0.25 among 4,000.
    #expect(abs(single - 0.25) < 0.021)
    #expect(all.allSatisfy { !$0.eyes.isEmpty })
  }

  @Test("camera, light and pigment do not know the grade")
  func nuisanceIsIndependent() {
    var healthy = PhantomConfiguration()
    healthy.patients = 50
    healthy.gradeFractions = [1, 0, 0, 0, 0]
    var sick = healthy
    sick.gradeFractions = [0, 0, 0, 0, 1]
    for (a, b) in zip(patients(healthy), patients(sick)) {
      let one = PhantomNuisance(patient: a, eye: .left, configuration: healthy)
      let other = PhantomNuisance(patient: b, eye: .left, configuration: sick)
      #expect(one.camera.name == other.camera.name && one.quality == other.quality && one.cast == other.cast)
      #expect(one.pigment == other.pigment && one.exposure == other.exposure)
      #expect(one.blurPixels == other.blurPixels && one.noise == other.noise && one.hue == other.hue)
      #expect(a.grades[.left] == 0 && b.grades[.left] == 4)
    }
  }

  @Test("no nuisance value correlates with the grade")
  func nuisanceIsUncorrelated() {
    var configuration = PhantomConfiguration()
    configuration.patients = 4000
    let all = patients(configuration).filter { $0.split != .shifted }
    let grades = all.map { Double($0.grades[.left] ?? 0) }
    let drawn = all.map { PhantomNuisance(patient: $0, eye: .left, configuration: configuration) }
    let values: [(String, (PhantomNuisance) -> Double)] = [
      ("pigment", \.pigment), ("exposure", \.exposure), ("blur", \.blurPixels), ("noise", \.noise),
      ("quality", { Double($0.quality) }), ("hue", \.hue), ("tessellation", \.tessellation),
      ("red", { $0.cast[0] }), ("haze", \.haze.strength),
    ]
    for (name, value) in values {
      // Four standard deviations of a correlation among 4,000.
      #expect(abs(correlation(grades, drawn.map(value))) < 0.064, "\(name)")
    }
    #expect(correlation(grades, grades.map { $0 + 1 }) > 0.99, "the measure itself must see a correlation")
  }

  @Test("a shifted patient is never photographed by a camera of training")
  func shiftedCameras() {
    var configuration = PhantomConfiguration()
    configuration.patients = 200
    configuration.shiftedFraction = 0.5
    for patient in patients(configuration) {
      let name = PhantomNuisance(patient: patient, eye: .right, configuration: configuration).camera.name
      let isOrdinary = PhantomCamera.ordinary.contains { $0.name == name }
      #expect(isOrdinary == (patient.split != .shifted))
    }
  }

  private func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(x.count)
    let mx = x.reduce(0, +) / n, my = y.reduce(0, +) / n
    var xy = 0.0, xx = 0.0, yy = 0.0
    for (a, b) in zip(x, y) {
      xy += (a - mx) * (b - my)
      xx += (a - mx) * (a - mx)
      yy += (b - my) * (b - my)
    }
    return xy / (xx * yy).squareRoot()
  }
}
