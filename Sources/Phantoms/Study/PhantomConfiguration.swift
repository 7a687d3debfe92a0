import Foundation
import Fundus
import Workbench

/// The settings that decide every byte of a drawn data set.
///
/// A picture depends on this value, the patient and the eye, but not on the order of work or the number of threads.
public struct PhantomConfiguration: Hashable, Sendable, Codable {
  /// The version of the drawing. It is part of every key, so pictures of two versions are two data sets.
  public static let generatorVersion = 2

  /// Patients, 1...1,000,000, with two pictures each, except for a share of `missingEyeFraction`.
  public var patients = 400
  /// The seed of all random numbers.
  public var seed: UInt64 = 1
  /// Longer side of a picture in pixels, 128...8192.
  public var pixels = 2400
  /// How much larger than in real photographs the lesions are drawn, 0.5...6.
  ///
  /// 1 is the real size. A lesion of diameter d (in disc diameters) gets the diameter d s / (1 + (s - 1) d / 0.6): the
  /// small ones grow by s, the large ones less, so that enlarged lesions still fit on a retina.
  public var lesionScale = 1.0
  /// How many lesions relative to real photographs, 0.1...2: the factor on the median counts of microaneurysms and
  /// haemorrhages, and, to the power of 1.5, of the hard exudates of a group, because enlarged exudates merge. The
  /// lesions that a grade requires are always drawn, and a group of exudates has at least three.
  public var lesionNumber = 1.0
  /// The contrast of lesions relative to real photographs, 0.25...3. Generator version 1 drew them with 2.5 times the
  /// contrast of real ones.
  public var lesionContrast = 1.0
  /// The probability of each grade 0...4; five numbers that sum to 1.
  public var gradeFractions = [0.40, 0.15, 0.22, 0.12, 0.11]
  /// Share of patients in the validation split, 0...1.
  public var validationFraction = 0.15
  /// Share of patients in the test split, 0...1.
  public var testFraction = 0.20
  /// Share of patients photographed by other cameras, with other pigments and quality, 0...1.
  public var shiftedFraction = 0.0
  /// Share of patients of whom one eye was never photographed, 0...1.
  public var missingEyeFraction = 0.0

  /// The defaults: 400 patients, 2,400 pixels, real lesion sizes.
  public init() {}

  /// Whether the keys make sense.
  ///
  /// - Throws: `PhantomsError` with code `.configuration`, naming the key.
  public func validate() throws(PhantomsError) {
    if let fault { throw PhantomsError(.configuration, at: "phantom.\(fault.key)", fault.reason) }
    let reserved = validationFraction + testFraction + shiftedFraction
    guard reserved <= 1 else {
      throw PhantomsError(
        .configuration, at: "phantom.validation_fraction",
        "sums with test_fraction and shifted_fraction to \(reserved), which is more than 1",
        remedy: "Lower one of them. The remaining patients are for training.")
    }
  }

  /// The diameter with which a lesion of the real `diameter` is drawn (both in disc diameters).
  func scaled(_ diameter: Double) -> Double {
    diameter * lesionScale / (1 + max(0, lesionScale - 1) * diameter / 0.6)
  }
}

extension PhantomConfiguration: Configurable {
  public static let keys: [SettingKey<PhantomConfiguration>] = [
    .integer("patients", \.patients, 1...1_000_000, "Patients, each with two eyes."),
    .seed("seed", \.seed, "Which patients are drawn."),
    .integer("pixels", \.pixels, 128...8192, unit: "pixels", "Longer side of a picture."),
    .number("lesion_scale", \.lesionScale, 0.5...6, "How much larger than real the lesions are; 1 is real."),
    .number(
      "lesion_number", \.lesionNumber, 0.1...2,
      "How many lesions relative to real photographs; 1 is real."),
    .number(
      "lesion_contrast", \.lesionContrast, 0.25...3,
      "The contrast of lesions relative to real photographs; 1 is real."),
    .list(
      "grade_fractions", \.gradeFractions, form: "five numbers from 0 to 1 that sum to 1", of: .number(0...1),
      counts: Grade.count...Grade.count,
      "How frequent each grade is.", read: { Double($0) }, write: { "\($0)" },
      isValid: { abs($0.reduce(0, +) - 1) < 1e-6 && $0.allSatisfy { (0...1).contains($0) } }),
    .number("validation_fraction", \.validationFraction, 0...1, "Share of patients in the validation split."),
    .number("test_fraction", \.testFraction, 0...1, "Share of patients in the test split."),
    .number("shifted_fraction", \.shiftedFraction, 0...1, "Share of patients photographed by other cameras."),
    .number(
      "missing_eye_fraction", \.missingEyeFraction, 0...1,
      "Share of patients of whom one eye was never photographed."),
  ]
}
