import Foundation
import Fundus
import Workbench

/// A patient: the part of the study, the eyes and their grades.
struct PhantomPatient: Sendable {
  /// The number that names the patient in every table, counted from 1.
  let number: Int
  /// The part of the study.
  let split: Split
  /// The eyes that were photographed, left before right.
  let eyes: [Eye]
  /// The grade of the left and of the right eye, 0...4.
  let grades: [Eye: Int]

  /// Correlation between the severities of two eyes; more than 90 % of pairs differ by at most one grade.
  static let eyeCorrelation = 0.95

  /// The patient of a given number, 1...`patients`.
  init(number: Int, configuration: PhantomConfiguration) {
    self.number = number
    split = Self.split(of: number, configuration: configuration)
    grades = Self.grades(of: number, configuration: configuration)
    var missing = RandomStream(seed: configuration.seed, purpose: "phantom.missing", items: number)
    let isSingle = missing.uniform() < configuration.missingEyeFraction
    eyes = isSingle ? [missing.uniform() < 0.5 ? .left : .right] : [.left, .right]
  }

  /// The name of an eye's picture, as EyePACS names it.
  func id(of eye: Eye) -> String { "\(number)_\(eye.rawValue)" }

  // MARK: -

  /// Assigns patients to splits by multiples of the golden section. So every range of numbers has nearly the right
  /// shares, and adding patients does not move earlier ones.
  private static func split(of number: Int, configuration: PhantomConfiguration) -> Split {
    var stream = RandomStream(seed: configuration.seed, purpose: "phantom.split")
    let position = (stream.uniform() + Double(number) * 0.618_033_988_749_894_9)
      .truncatingRemainder(dividingBy: 1)
    var edge = configuration.testFraction
    if position < edge { return .test }
    edge += configuration.validationFraction
    if position < edge { return .validation }
    edge += configuration.shiftedFraction
    return position < edge ? .shifted : .train
  }

  /// One severity of the patient and one deviation per eye, both normal; the grades are its quantiles, so that the
  /// grades of each eye alone have the configured distribution.
  private static func grades(of number: Int, configuration: PhantomConfiguration) -> [Eye: Int] {
    var stream = RandomStream(seed: configuration.seed, purpose: "phantom.grade", items: number)
    let shared = stream.normal() * eyeCorrelation.squareRoot()
    var grades: [Eye: Int] = [:]
    for eye in [Eye.left, .right] {
      let severity = shared + stream.normal() * (1 - eyeCorrelation).squareRoot()
      let quantile = 0.5 * erfc(-severity / 2.0.squareRoot())
      var cumulative = 0.0
      let grade = configuration.gradeFractions.firstIndex { fraction in
        cumulative += fraction
        return quantile < cumulative
      }
      grades[eye] = grade ?? configuration.gradeFractions.lastIndex { $0 > 0 } ?? 0
    }
    return grades
  }
}
