/// Agreement of two partitions of the same rows, corrected for chance.
///
/// Source: Hubert and Arabie 1985, Comparing partitions, Eq. 5. Deviation: none; 1 if both partitions are
/// trivial in the same way.
public enum AdjustedRandIndex {
  /// 1 for equal partitions, about 0 for unrelated ones; labels are any numbers.
  public static func of(_ first: [Int], _ second: [Int]) -> Double {
    precondition(first.count == second.count, "two partitions of the same rows")
    func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
    func sizes(_ labels: [Int]) -> Double {
      Dictionary(grouping: labels, by: { $0 }).values.reduce(0) { $0 + pairs($1.count) }
    }
    struct Cell: Hashable { let first: Int, second: Int }
    let cells = Dictionary(grouping: zip(first, second).map { Cell(first: $0, second: $1) }, by: { $0 })
    let together = cells.values.reduce(0) { $0 + pairs($1.count) }
    let (ofFirst, ofSecond) = (sizes(first), sizes(second))
    let expected = first.count > 1 ? ofFirst * ofSecond / pairs(first.count) : 0
    let largest = (ofFirst + ofSecond) / 2
    return largest == expected ? 1 : (together - expected) / (largest - expected)
  }
}
