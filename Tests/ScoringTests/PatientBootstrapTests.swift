import Testing
import TestSupport
import Workbench

@testable import Scoring

@Suite("The bootstrap by patient")
struct PatientBootstrapTests {
  private static let values: [Double] = (0..<200).map { index in
    var stream = RandomStream(seed: 9, purpose: "values", items: index)
    return stream.normal(mean: 3, deviation: 2)
  }

  private static let mean: @Sendable ([Double], [Double]) -> Double? = { values, weights in
    let total = weights.reduce(0, +)
    return total > 0 ? zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total : nil
  }

  @Test("gives the mean's interval that theory gives")
  func mean() throws {
    let values = Self.values
    let bootstrap = PatientBootstrap(patients: values.indices.map { "\($0)" }, seed: 1)
    let estimate = bootstrap.estimate { Self.mean(values, $0) }
    let mean = values.reduce(0, +) / 200
    let error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200).squareRoot() / 200.0.squareRoot()
    let interval = try #require(estimate.interval)
    // 2,000 draws place a 2.5 % quantile within about 0.06 standard errors (one deviation).
    #expect(agree(interval.low, mean - 1.96 * error, within: 0.25 * error))
    #expect(agree(interval.high, mean + 1.96 * error, within: 0.25 * error))
    #expect(estimate.definedDrawCount == 2000)
    #expect(agree(estimate.value, mean, within: roundingTolerance))
  }

  @Test("a fellow eye that repeats its patient does not narrow the interval")
  func clusters() {
    let values = Self.values
    let single = PatientBootstrap(patients: values.indices.map { "\($0)" }, draws: 100, seed: 1)
    let pairs = PatientBootstrap(
      patients: (values + values).indices.map { "\($0 % 200)" }, draws: 100, seed: 1)
    let a = single.estimate { Self.mean(values, $0) }
    let b = pairs.estimate { Self.mean(values + values, $0) }
    #expect(pairs.patientCount == 200)
    #expect(agree(a.interval?.low, b.interval?.low, within: roundingTolerance))
    #expect(agree(a.interval?.high, b.interval?.high, within: roundingTolerance))
  }

  @Test("draws depend on seed and number alone, not on threads or the order of rows")
  func draws() {
    let patients = (0..<30).map { "\($0 % 11)" }
    let bootstrap = PatientBootstrap(patients: patients, draws: 40, seed: 2)
    let threaded = PatientBootstrap(patients: patients, draws: 40, seed: 2, threadCount: 2)
    let reversed = PatientBootstrap(patients: patients.reversed(), draws: 40, seed: 2)
    #expect(bootstrap.weights(draw: 7) == reversed.weights(draw: 7).reversed())
    #expect(bootstrap.weights(draw: 7) != bootstrap.weights(draw: 8))
    let statistic: PatientBootstrap.Statistic = { $0[0] + 2 * $0[1] }
    #expect(bootstrap.values(of: statistic) == threaded.values(of: statistic))
    for draw in 0..<40 {
      let weights = bootstrap.weights(draw: draw)
      #expect(weights[0] == weights[11] && weights[0] == weights[22], "a patient's rows are drawn together")
      #expect((0..<11).reduce(0) { $0 + weights[$1] } == 11)
    }
  }

  @Test("differences are paired")
  func paired() {
    let bootstrap = PatientBootstrap(patients: ["a", "b", "a", "c"], draws: 60, seed: 4)
    #expect(bootstrap.difference({ $0[0] }, { $0[2] }).interval == Interval(low: 0, high: 0))
  }

  @Test("draws that leave the statistic undefined are counted and left out")
  func undefined() throws {
    let bootstrap = PatientBootstrap(patients: ["a", "b"], draws: 400, seed: 4)
    let estimate = bootstrap.estimate { $0[0] > 0 ? $0[0] : nil }
    // A patient of two is missing from a quarter of the draws: 300, with a deviation of 9.
    #expect((260...340).contains(estimate.definedDrawCount))
    #expect(estimate.interval == Interval(low: 1, high: 2))
    #expect(bootstrap.estimate { _ in nil } == Estimate(value: nil, interval: nil, definedDrawCount: 0))
    #expect(PatientBootstrap(patients: [], seed: 1).estimate { _ in nil }.interval == nil)
  }

  @Test("quantiles are numpy's")
  func quantiles() throws {
    let golden = try ScoringGolden.load().quantiles
    let interval = try #require(Interval(centralFraction: 0.95, of: golden.sample))
    #expect(agree(interval.low, golden.low, within: roundingTolerance))
    #expect(agree(interval.high, golden.high, within: roundingTolerance))
    #expect(Interval(centralFraction: 0.95, of: []) == nil)
    #expect(Interval(centralFraction: 0.95, of: [3]) == Interval(low: 3, high: 3))
  }
}
