import Workbench

/// Whether the patients in each group of rows have more severe disease than patients in general.
///
/// A patient's weight in a group is the share of the patient's rows in that group, so that the number of a patient's
/// rows has no influence. The severity of a group is the weighted mean over its patients. Under the null hypothesis,
/// severities are exchangeable among patients. Severities are permuted over patients and not over rows, because the
/// rows of a patient are alike.
public struct PatientEnrichment: Codable, Hashable, Sendable {
  /// The result for one group.
  public struct Group: Codable, Hashable, Sendable {
    /// Patients of known severity with a row in the group.
    public let patientCount: Int
    /// Mean severity of the group's patients, by share; nil without patients.
    public let meanSeverity: Double?
    /// Distance of the group's severity from its expectation under permutation, in deviations of the permutation
    /// distribution, both exact; nil if all permutations give the same severity.
    public let standardScore: Double?
    /// Share of permutations with a severity at least as high; the true arrangement counts as one of them.
    public let pValue: Double
    /// False-discovery rate over all groups.
    public let qValue: Double
  }

  /// Patients of known severity.
  public let patientCount: Int
  /// The mean severity of these patients.
  public let meanSeverity: Double
  /// Permutations that were drawn.
  public let permutationCount: Int
  /// Results by group number.
  public let groups: [Group]

  /// Tests every group; nil if fewer than two patients have a known severity.
  ///
  /// - Parameters:
  ///   - groupOfRow: 0 ..< `groupCount`; below 0, a row is in no group, but counts in the patient's number of rows.
  ///   - patientOfRow: one name for each row.
  ///   - severities: by patient; rows of other patients are ignored.
  public init?(
    groupOfRow: [Int], groupCount: Int, patientOfRow: [String], severities: [String: Double],
    permutations: Int, seed: UInt64, threadCount: Int = 1
  ) {
    precondition(groupOfRow.count == patientOfRow.count && permutations > 0, "one patient for each row")
    let names = Set(patientOfRow).filter { severities[$0] != nil }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    guard names.count > 1 else { return nil }
    let severity = names.map { severities[$0, default: 0] }
    let shares = Shares(
      groupOfRow, groupCount: groupCount, patientOfRow,
      number: Dictionary(uniqueKeysWithValues: zip(names, names.indices)))
    let observed = shares.sums(severity)
    let reached = Self.reached(
      observed, by: shares, severity, permutations: permutations, seed: seed, threadCount: threadCount)
    let pValues = reached.map { Double($0 + 1) / Double(permutations + 1) }
    let qValues = FalseDiscovery.qValues(pValues)
    let mean = severity.reduce(0, +) / Double(names.count)
    let spread = severity.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(names.count - 1)
    patientCount = names.count
    meanSeverity = mean
    permutationCount = permutations
    groups = (0..<groupCount).map { group in
      let members = shares.ofGroup[group].map(\.share)
      let total = members.reduce(0, +)
      // The variance of a sum of weights times permuted numbers, by Hoeffding 1951.
      let squares = members.reduce(0) { $0 + $1 * $1 } - total * total / Double(names.count)
      let deviation = max(0, squares * spread).squareRoot()
      return Group(
        patientCount: members.count, meanSeverity: total > 0 ? observed[group] / total : nil,
        standardScore: deviation > 1e-9 ? (observed[group] - total * mean) / deviation : nil,
        pValue: pValues[group], qValue: qValues[group])
    }
  }

  // MARK: -

  /// In how many permutations each group's sum is at least the observed one.
  private static func reached(
    _ observed: [Double], by shares: Shares, _ severity: [Double], permutations: Int, seed: UInt64,
    threadCount: Int
  ) -> [Int] {
    let perBlock = 100
    let blocks = (permutations + perBlock - 1) / perBlock
    let counts = Parallel.values(count: blocks, threadCount: threadCount) { block in
      var counts = [Int](repeating: 0, count: observed.count)
      for index in block * perBlock..<min(permutations, (block + 1) * perBlock) {
        var stream = RandomStream(seed: seed, purpose: "patient enrichment", items: index)
        let order = stream.permutation(count: severity.count)
        let sums = shares.sums(order.map { severity[$0] })
        // Sums of equal arrangements may differ by rounding, which is far smaller than the share of one row.
        for group in sums.indices where sums[group] >= observed[group] - 1e-9 { counts[group] += 1 }
      }
      return counts
    }
    return counts.reduce(into: [Int](repeating: 0, count: observed.count)) { total, block in
      for group in block.indices { total[group] += block[group] }
    }
  }
}

/// The share of each patient's rows in each group.
private struct Shares: Sendable {
  /// By group, patients ascending.
  let ofGroup: [[(patient: Int, share: Double)]]

  init(_ groupOfRow: [Int], groupCount: Int, _ patientOfRow: [String], number: [String: Int]) {
    var rowCounts = [Int](repeating: 0, count: number.count)
    var counts = [[Int: Int]](repeating: [:], count: groupCount)
    for (group, name) in zip(groupOfRow, patientOfRow) {
      guard let patient = number[name] else { continue }
      rowCounts[patient] += 1
      if group >= 0 { counts[group][patient, default: 0] += 1 }
    }
    ofGroup = counts.map { patients in
      patients.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value) / Double(rowCounts[$0.key])) }
    }
  }

  /// For each group the sum over patients of share times number.
  func sums(_ numbers: [Double]) -> [Double] {
    ofGroup.map { $0.reduce(0) { $0 + $1.share * numbers[$1.patient] } }
  }
}
