import Testing
import Workbench

@testable import Phantoms

@Suite("Phantoms: configuration")
struct PhantomConfigurationTests {
  @Test("the defaults are valid")
  func defaults() throws {
    try PhantomConfiguration().validate()
  }

  @Test("a wrong key is answered in one sentence that names it")
  func wrongKeys() {
    let cases: [((inout PhantomConfiguration) -> Void, String)] = [
      ({ $0.patients = 0 }, "phantom.patients: is \"0\", but must be a whole number from 1 to 1000000."),
      ({ $0.pixels = 64 }, "phantom.pixels: is \"64\", but must be a whole number from 128 to 8192."),
      ({ $0.lesionScale = 9 }, "phantom.lesion_scale: is \"9.0\", but must be a number from 0.5 to 6.0."),
      ({ $0.lesionScale = .nan }, "phantom.lesion_scale: is \"nan\", but must be a number from 0.5 to 6.0."),
      (
        { $0.gradeFractions = [1] },
        "phantom.grade_fractions: is [1.0], but must be five numbers from 0 to 1 that sum to 1."
      ),
      (
        { $0.gradeFractions = [0.5, 0, 0, 0, 0] },
        "phantom.grade_fractions: is [0.5, 0.0, 0.0, 0.0, 0.0], but must be five numbers from 0 to 1 that sum to 1."
      ),
      (
        {
          $0.validationFraction = 0.5
          $0.testFraction = 0.75
        },
        "phantom.validation_fraction: sums with test_fraction and shifted_fraction to 1.25, which is more than 1."
      ),
    ]
    for (change, message) in cases {
      var configuration = PhantomConfiguration()
      change(&configuration)
      let error = #expect(throws: PhantomsError.self) { try configuration.validate() }
      #expect(error?.description == message)
      #expect(error?.exitCode == .configuration)
    }
  }

  @Test("enlarged lesions keep their order; at scale 1 nothing changes")
  func scaling() {
    var configuration = PhantomConfiguration()
    #expect(configuration.scaled(0.27) == 0.27)
    configuration.lesionScale = 3
    let sizes = [0.02, 0.035, 0.09, 0.27, 0.6].map(configuration.scaled)
    #expect(sizes == sizes.sorted())
    #expect(abs(sizes[1] - 0.035 * 3 / (1 + 2 * 0.035 / 0.6)) < 1e-12)
    #expect(sizes[4] < 0.62)
  }
}
