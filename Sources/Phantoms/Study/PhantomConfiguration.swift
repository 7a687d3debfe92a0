import Foundation
import Fundus
import Workbench

/// What decides every byte of a drawn data set.
///
/// A picture depends on this value, the patient and the eye, never on the order of work or the threads.
public struct PhantomConfiguration: Hashable, Sendable, Codable {
  /// The version of the drawing. It is part of every key: pictures of two versions are two data sets.
  public static let generatorVersion = 1

  /// Patients, 1...1,000,000; each has two eyes unless `missingEyeFraction` takes one.
  public var patients = 400
  /// Where all random numbers come from.
  public var seed: UInt64 = 1
  /// Longer side of a picture in pixels, 128...8192.
  public var pixels = 2400
  /// How much larger than in real photographs the lesions are drawn, 0.5...6.
  ///
  /// 1 is real. A lesion of diameter d (in disc diameters) gets the diameter d s / (1 + (s - 1) d / 0.6): the
  /// small ones grow by s, the large ones less, so that enlarged lesions still fit on a retina.
  public var lesionScale = 1.0
  /// How many lesions relative to real photographs, 0.1...2: what the medians of microaneurysms, haemorrhages and
  /// hard exudates are multiplied by. What a grade asks for is always there, and a group of exudates has three.
  public var lesionNumber = 1.0
  /// How much stronger than the default the lesions stand out, 0.25...2.
  public var lesionContrast = 1.0
  /// The probability of each grade 0...4; five numbers that sum to 1.
  public var gradeFractions = [0.40, 0.15, 0.22, 0.12, 0.11]
  /// Share of patients to choose on, 0...1.
  public var validationFraction = 0.15
  /// Share of patients to report on, 0...1.
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
        remedy: "Lower one of them; what is left over is for training.")
    }
  }

  /// The diameter to draw a lesion with, where its real one is `diameter` (both in disc diameters).
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
      "lesion_contrast", \.lesionContrast, 0.25...2,
      "How much stronger than the default the lesions stand out."),
    .list(
      "grade_fractions", \.gradeFractions, form: "five numbers from 0 to 1 that sum to 1",
      "How frequent each grade is.", read: { Double($0) }, write: { "\($0)" },
      isValid: {
        $0.count == Grade.count && abs($0.reduce(0, +) - 1) < 1e-6 && $0.allSatisfy { (0...1).contains($0) }
      }),
    .number("validation_fraction", \.validationFraction, 0...1, "Share of patients to choose on."),
    .number("test_fraction", \.testFraction, 0...1, "Share of patients to report on."),
    .number("shifted_fraction", \.shiftedFraction, 0...1, "Share of patients photographed by other cameras."),
    .number(
      "missing_eye_fraction", \.missingEyeFraction, 0...1,
      "Share of patients of whom one eye was never photographed."),
  ]
}
