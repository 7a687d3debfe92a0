import Workbench

/// Percentile intervals from seeded draws of patients with replacement.
///
/// Both eyes of a patient agree far more often than two patients do, so patients are drawn and not pictures. Draw
/// number d depends only on (seed, d) and the set of patients, not on the thread count. Two statistics of one bootstrap
/// use the same draws, so their differences are paired.
/// Source: Efron and Tibshirani 1993, chapter 13 (percentile interval), on clusters.
public struct PatientBootstrap: Sendable {
  /// A statistic of weighted rows: `weights[row]` says how often the row was drawn, 0 included.
  public typealias Statistic = @Sendable (_ weights: [Double]) -> Double?

  /// Number of draws.
  public let drawCount: Int
  /// The seed of the draws.
  public let seed: UInt64
  /// Number of rows.
  public var rowCount: Int { patientOfRow.count }
  /// Number of distinct patients.
  public let patientCount: Int

  private let patientOfRow: [Int]
  private let threadCount: Int
  private static let coverage = 0.95

  /// A bootstrap over rows; `patients[row]` is the patient of a row.
  public init(patients: [String], draws: Int = 2000, seed: UInt64, threadCount: Int = 1) {
    precondition(draws > 0, "an interval needs draws")
    let distinct = Set(patients).sorted()
    let number = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
    patientOfRow = patients.map { number[$0, default: 0] }
    patientCount = distinct.count
    drawCount = draws
    self.seed = seed
    self.threadCount = threadCount
  }

  /// How often each row occurs in one draw.
  public func weights(draw: Int) -> [Double] {
    guard patientCount > 0 else { return [] }
    var stream = RandomStream(seed: seed, purpose: "patient bootstrap", items: draw)
    var count = [Double](repeating: 0, count: patientCount)
    for _ in 0..<patientCount { count[stream.integer(below: patientCount)] += 1 }
    return patientOfRow.map { count[$0] }
  }

  /// The statistic in every draw, in order; nil if it is undefined.
  public func values(of statistic: Statistic) -> [Double?] {
    guard rowCount > 0 else { return [] }
    return Parallel.values(count: drawCount, threadCount: threadCount) { draw in
      statistic(weights(draw: draw))
    }
  }

  /// The statistic on the data (every row once), with its interval.
  public func estimate(_ statistic: Statistic) -> Estimate {
    let defined = values(of: statistic).compactMap { $0 }
    return Estimate(
      value: statistic(Array(repeating: 1, count: rowCount)),
      interval: Interval(centralFraction: Self.coverage, of: defined), definedDrawCount: defined.count)
  }

  /// The interval of each of several numbers by itself, and the number of draws behind them; nil if no draw defines
  /// them.
  ///
  /// - Parameter statistics: the numbers of weighted rows, always as many; nil if they are undefined.
  public func intervals(
    of statistics: @Sendable (_ weights: [Double]) -> [Double]?
  ) -> (intervals: [Interval], definedDrawCount: Int)? {
    guard rowCount > 0 else { return nil }
    let defined = Parallel.values(count: drawCount, threadCount: threadCount) { draw in
      statistics(weights(draw: draw))
    }.compactMap(\.self)
    guard let first = defined.first else { return nil }
    let intervals = first.indices.compactMap { index in
      Interval(centralFraction: Self.coverage, of: defined.map { $0[index] })
    }
    return (intervals, defined.count)
  }

  /// The first statistic minus the second, both on the same draws.
  public func difference(_ first: Statistic, _ second: Statistic) -> Estimate {
    estimate { weights in
      guard let a = first(weights), let b = second(weights) else { return nil }
      return a - b
    }
  }
}
