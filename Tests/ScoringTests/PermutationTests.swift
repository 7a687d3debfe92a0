import Testing
import TestSupport
import Workbench

@testable import Scoring

@Suite("Tests by permutation")
struct PermutationTests {
  @Test("false-discovery rates are scipy's")
  func falseDiscovery() throws {
    let golden = try ScoringGolden.load().falseDiscovery
    #expect(largestDifference(FalseDiscovery.qValues(golden.pValues), golden.qValues) < roundingTolerance)
    #expect(FalseDiscovery.qValues([]).isEmpty)
  }

  /// Six patients; patient 0 has half of its rows in group 0, patients 1 and 2 all of theirs.
  private let groups = [0, 1, 0, 0, 0, 1, 1, 1]
  private let patients = ["a", "a", "b", "b", "c", "d", "e", "f"]
  private let severities = ["a": 4.0, "b": 3, "c": 3, "d": 0, "e": 1, "f": 0]

  private func permutations(_ items: [Double]) -> [[Double]] {
    guard items.count > 1 else { return [items] }
    return items.indices.flatMap { index -> [[Double]] in
      var rest = items
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }

  @Test("score and p-value are those of all arrangements")
  func exact() throws {
    let drawn = 4_000
    let result = try #require(
      PatientEnrichment(
        groupOfRow: groups, groupCount: 2, patientOfRow: patients, severities: severities,
        permutations: drawn,
        seed: 1))
    let shares = [0.5, 1, 1, 0, 0, 0]
    let all = permutations([4, 3, 3, 0, 1, 0]).map { zip(shares, $0).reduce(0) { $0 + $1.0 * $1.1 } }
    #expect(all.count == 720)
    let observed = 0.5 * 4 + 3 + 3
    let mean = all.reduce(0, +) / 720
    let deviation = (all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 720).squareRoot()
    let group = result.groups[0]
    #expect(group.patientCount == 3)
    #expect(agree(group.meanSeverity, observed / 2.5, within: roundingTolerance))
    #expect(agree(group.standardScore, (observed - mean) / deviation, within: 1e-9))
    let exactly = Double(all.count { $0 >= observed - 1e-9 }) / 720
    // Five deviations of a binomial share, and the one that is added.
    let tolerance = 5 * (exactly * (1 - exactly) / Double(drawn)).squareRoot() + 1 / Double(drawn)
    #expect(agree(group.pValue, exactly, within: tolerance))
    #expect(result.groups[1].standardScore ?? 1 < 0)
    #expect(agree(result.meanSeverity, 11.0 / 6, within: roundingTolerance))
  }

  @Test("more rows of the same patients change nothing, nor do threads or patients without a grade")
  func rows() {
    let base = PatientEnrichment(
      groupOfRow: groups, groupCount: 2, patientOfRow: patients, severities: severities, permutations: 300,
      seed: 2)
    let doubled = PatientEnrichment(
      groupOfRow: groups + groups + [0], groupCount: 2, patientOfRow: patients + patients + ["unknown"],
      severities: severities, permutations: 300, seed: 2, threadCount: 3)
    #expect(base == doubled)
  }

  @Test("where grades go with nothing, findings are as rare as they say")
  func null() throws {
    var small = 0
    let studies = 300
    for study in 0..<studies {
      var random = RandomStream(seed: UInt64(study), purpose: "null study")
      let names = (0..<40).map { "\($0)" }
      let grades = Dictionary(uniqueKeysWithValues: names.map { ($0, Double(random.integer(below: 5))) })
      let patients = names.flatMap { name in Array(repeating: name, count: 1 + random.integer(below: 6)) }
      // Rows of a patient lie together: a test that took them apart would find far too much.
      let home = Dictionary(uniqueKeysWithValues: names.map { ($0, random.integer(below: 3)) })
      let result = try #require(
        PatientEnrichment(
          groupOfRow: patients.map { home[$0, default: 0] }, groupCount: 3, patientOfRow: patients,
          severities: grades, permutations: 199, seed: UInt64(study)))
      if result.groups[0].pValue <= 0.1 { small += 1 }
    }
    // 30 are expected; 15 is three deviations of a binomial.
    #expect(abs(small - 30) <= 15)
  }

  @Test("one patient is too few")
  func few() {
    #expect(
      PatientEnrichment(
        groupOfRow: [0], groupCount: 1, patientOfRow: ["a"], severities: ["a": 1], permutations: 10, seed: 1)
        == nil)
  }
}
