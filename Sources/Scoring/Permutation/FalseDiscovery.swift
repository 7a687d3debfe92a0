/// The share of significant findings that are expected to be false.
public enum FalseDiscovery {
  /// For each p-value the smallest false-discovery rate at which it counts as a finding.
  ///
  /// Source: Benjamini and Hochberg 1995, as scipy's `false_discovery_control`. Deviation: none.
  ///
  /// - Parameter pValues: 0 ... 1, in any order.
  /// - Returns: in the same order, 0 ... 1, monotone in the p-values.
  public static func qValues(_ pValues: [Double]) -> [Double] {
    precondition(pValues.allSatisfy { (0...1).contains($0) }, "a p-value is 0 ... 1")
    let order = pValues.indices.sorted { pValues[$0] == pValues[$1] ? $0 < $1 : pValues[$0] < pValues[$1] }
    var result = [Double](repeating: 1, count: pValues.count)
    var smallest = 1.0
    for (position, index) in order.enumerated().reversed() {
      smallest = min(smallest, pValues[index] * Double(pValues.count) / Double(position + 1))
      result[index] = smallest
    }
    return result
  }
}
