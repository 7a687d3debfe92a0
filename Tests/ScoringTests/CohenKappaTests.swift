import Testing
import TestSupport
import Workbench

@testable import Scoring

@Suite("Cohen's kappa")
struct CohenKappaTests {
  private func agreement(_ rows: [[Int]]) -> CohenKappa? {
    var pairs: [(first: String, second: String)] = []
    for (row, counts) in rows.enumerated() {
      for (column, count) in counts.enumerated() {
        pairs += Array(repeating: ("\(row)", "\(column)"), count: count)
      }
    }
    return NamedAgreement(pairs).kappa
  }

  /// The example of `ci.kappa` in the R package statpsych prints seven digits:
  /// https://rdrr.io/github/dgbonett/statpsych/man/ci.kappa.html
  @Test("value, standard error and interval are those that statpsych documents")
  func documented() throws {
    let kappa = try #require(agreement([[31, 12], [4, 58]]))
    let digits = 5e-8
    #expect(agree(kappa.value, 0.6756757, within: digits))
    #expect(agree(kappa.standardError, 0.07344761, within: digits / 10))
    #expect(agree(kappa.interval?.low, 0.5317210, within: digits))
    #expect(agree(kappa.interval?.high, 0.8196303, within: digits))
  }

  /// Four grades of a skin condition by two dermatologists: SAS/STAT User's Guide, The FREQ Procedure, "Agreement Study",
  /// http://support.sas.com/documentation/cdl/en/statug/67523/HTML/default/statug_freq_gettingstarted02.htm
  @Test("more than two names: the agreement study of SAS")
  func sas() throws {
    let kappa = try #require(agreement([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]))
    let digits = 5e-5
    #expect(agree(kappa.value, 0.3449, within: digits))
    #expect(agree(kappa.standardError, 0.0724, within: digits))
    #expect(agree(kappa.interval?.low, 0.2030, within: digits))
    #expect(agree(kappa.interval?.high, 0.4868, within: digits))
  }

  /// Diagnoses of 100 patients: Fleiss 1981, Statistical Methods for Rates and Proportions, chapter 13, with kappa .68.
  @Test("three diagnoses: the example of Fleiss's book")
  func fleiss() throws {
    let kappa = try #require(agreement([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    #expect(agree(kappa.observedAgreement, 0.89, within: roundingTolerance))
    #expect(agree(kappa.expectedAgreement, 0.66, within: roundingTolerance))
    #expect(agree(kappa.value, 0.23 / 0.34, within: roundingTolerance))
  }

  /// The example of `cohen_kappa_score` in the documentation of scikit-learn.
  @Test("names as texts: the example of scikit-learn")
  func scikitLearn() throws {
    let first = ["negative", "positive", "negative", "neutral", "positive"]
    let second = ["negative", "positive", "negative", "neutral", "negative"]
    let agreement = NamedAgreement(zip(first, second).map { ($0, $1) }, order: ["positive", "absent"])
    #expect(agree(agreement.kappa?.value, 0.6875, within: roundingTolerance))
    #expect(agreement.names == ["positive", "negative", "neutral"])
    #expect(agreement.counts == [[1, 1, 0], [0, 2, 0], [0, 0, 1]] && agreement.pairCount == 5)
  }

  @Test("one name throughout leaves kappa undefined; one constant reader gives 0; complete agreement 1")
  func limits() throws {
    let same = try #require(agreement([[9]]))
    #expect(same.value == nil && same.standardError == nil && same.interval == nil)
    #expect(same.observedAgreement == 1 && same.expectedAgreement == 1)
    #expect(agreement([[0, 0], [0, 49]])?.value == nil)
    #expect(agreement([[4, 3], [0, 0]])?.value == 0)
    let complete = try #require(agreement([[4, 0], [0, 3]]))
    #expect(complete.value == 1 && complete.interval == Interval(low: 1, high: 1))
    let opposite = try #require(agreement([[0, 5], [5, 0]]))
    #expect(opposite.value == -1 && opposite.interval?.low == -1)
    #expect(NamedAgreement([]).kappa == nil && NamedAgreement([]).counts == [])
  }

  @Test("exchanging the readers changes nothing but the table", arguments: 1...20 as ClosedRange<UInt64>)
  func symmetry(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: "kappa")
    let pairs = (0..<40).map { _ in
      (first: "\(random.integer(below: 4))", second: "\(random.integer(below: 4))")
    }
    let one = NamedAgreement(pairs)
    let other = NamedAgreement(pairs.map { ($0.second, $0.first) })
    #expect(agree(one.kappa?.value, other.kappa?.value, within: roundingTolerance))
    #expect(agree(one.kappa?.standardError, other.kappa?.standardError, within: roundingTolerance))
    #expect(one.names == other.names)
    #expect(
      one.names.indices.allSatisfy { i in
        one.names.indices.allSatisfy { one.counts[i][$0] == other.counts[$0][i] }
      })
  }
}
