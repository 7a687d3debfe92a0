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
    try check("patients", patients, in: 1...1_000_000)
    try check("pixels", pixels, in: 128...8192)
    try check("lesion_scale", lesionScale, in: 0.5...6)
    try check("lesion_number", lesionNumber, in: 0.1...2)
    try check("lesion_contrast", lesionContrast, in: 0.25...2)
    guard gradeFractions.count == Grade.count else {
      throw wrong(
        "grade_fractions", "holds \(gradeFractions.count) numbers where the scale has \(Grade.count) grades")
    }
    for fraction in gradeFractions { try check("grade_fractions", fraction, in: 0...1) }
    let sum = gradeFractions.reduce(0, +)
    guard abs(sum - 1) < 1e-6 else { throw wrong("grade_fractions", "sums to \(sum) and not to 1") }
    try check("validation_fraction", validationFraction, in: 0...1)
    try check("test_fraction", testFraction, in: 0...1)
    try check("shifted_fraction", shiftedFraction, in: 0...1)
    try check("missing_eye_fraction", missingEyeFraction, in: 0...1)
    let reserved = validationFraction + testFraction + shiftedFraction
    guard reserved <= 1 else {
      throw wrong(
        "validation_fraction",
        "sums with test_fraction and shifted_fraction to \(reserved), which is more than 1",
        remedy: "Lower one of them; what is left over is for training.")
    }
  }

  /// The diameter to draw a lesion with, where its real one is `diameter` (both in disc diameters).
  func scaled(_ diameter: Double) -> Double {
    diameter * lesionScale / (1 + max(0, lesionScale - 1) * diameter / 0.6)
  }

  // MARK: -

  private func wrong(_ key: String, _ reason: String, remedy: String? = nil) -> PhantomsError {
    PhantomsError(.configuration, at: "phantom.\(key)", reason, remedy: remedy)
  }

  private func check<Value: Comparable>(
    _ key: String, _ value: Value, in range: ClosedRange<Value>
  ) throws(PhantomsError) {
    guard range.contains(value) else {
      throw wrong(key, "is \(value) and must lie in \(range.lowerBound) ... \(range.upperBound)")
    }
  }
}
