import Foundation
import Scoring
import Workbench

/// Intervals for measures of agreement between two labellings, by leaving out groups of patients in turn.
///
/// A bootstrap is not suitable: it may draw a patient twice, and then the rows agree with their own copies in both
/// labellings, which counts as agreement. (With 150 patients of 8 rows in 40 clusters and no association at all, the
/// mean adjusted mutual information of bootstrap draws is 0.031 where the value is -0.001.) Leaving patients out makes
/// no copies.
///
/// Source: Shao and Tu 1995, The Jackknife and Bootstrap, section 2.3 (delete-a-group), with the normal quantile.
struct PatientJackknife: Sendable {
  /// The rows that are kept when each group is left out, ascending.
  let keptRows: [[Int]]
  private let threadCount: Int

  private static let normalQuantile = 1.959964  // Two-sided 95 %.

  /// Splits patients at random into groups of equal size; with few patients, each is a group.
  init(patientOfRow: [String], maximumGroupCount: Int = 100, seed: UInt64, threadCount: Int) {
    let patients = Set(patientOfRow).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let groupCount = min(patients.count, maximumGroupCount)
    var stream = RandomStream(seed: seed, purpose: "patient jackknife")
    let order = stream.permutation(count: patients.count)
    var groupOfPatient: [String: Int] = [:]
    for (position, patient) in order.enumerated() {
      groupOfPatient[patients[patient]] = position % groupCount
    }
    keptRows = (0..<groupCount).map { group in
      patientOfRow.indices.filter { groupOfPatient[patientOfRow[$0]] != group }
    }
    self.threadCount = threadCount
  }

  /// The statistic on subsets of the rows: one value for each group left out.
  func values(_ statistic: @Sendable (_ rows: [Int]) -> Double) throws -> [Double] {
    try withoutActuallyEscaping(statistic) { statistic in
      try Parallel.map(count: keptRows.count, threadCount: threadCount) { statistic(keptRows[$0]) }
    }
  }

  /// The interval around `value` that these values give; nil for fewer than two groups.
  static func interval(around value: Double, _ values: [Double]) -> Interval? {
    guard values.count > 1 else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = (count - 1) / count * values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let half = normalQuantile * variance.squareRoot()
    return Interval(low: value - half, high: value + half)
  }
}
