import Workbench
internal import CKernels

extension Similarities {
  /// Numbers that help to choose a preference. A point that stands for m rows counts as m rows.
  struct Statistics: Sendable {
    /// The smallest and largest similarity of two different rows.
    let smallest: Double
    let largest: Double
    /// Bounds of the preferences worth trying.
    let range: PreferenceRange
    /// The largest similarity minus the smallest.
    var spread: Double { largest - smallest }
    /// The size of differences between similarities; if all are equal, of a similarity, and 1 if all are 0.
    var tieScale: Double { TieBreaking.scale(smallest: smallest, largest: largest) }
  }

  /// Extremes and the preference range. If the points are a sample, the range is that of `rowCount` rows like them.
  ///
  /// Source: Frey's `preferenceRange.m` and R apcluster's `preferenceRange(exact = FALSE)`. Deviation: the diagonal
  /// is never used.
  func statistics(threadCount: Int, rowCount: Int? = nil) -> Statistics {
    if count == 1 {
      return Statistics(
        smallest: ofCopies, largest: ofCopies, range: PreferenceRange(minimum: ofCopies, maximum: ofCopies))
    }
    let side = 512
    let blocks = (count + side - 1) / side
    var largest: [Double] = []
    var smallest: [Double] = []
    let sums = DisjointWrites.filled(count: count) { sums in
      largest = DisjointWrites.filled(count: count) { largest in
        smallest = DisjointWrites.filled(count: count) { smallest in
          Parallel.forEach(count: blocks, threadCount: threadCount) { block in
            ck_column_statistics(
              storage.base, Int32(precision.rawValue), count, stride, block * side,
              min(count, (block + 1) * side),
              weights, sums.base, largest.base, smallest.base)
          }
        }
      }
    }
    // One cluster around k: the similarity of all rows to it, including its own copies.
    var bestSum = -Double.infinity
    var nearest: [Double] = []
    for point in 0..<count {
      let copies = weight(point) - 1
      bestSum = max(bestSum, sums[point] + Double(copies) * ofCopies)
      if copies > 0 {
        largest[point] = max(largest[point], ofCopies)
        smallest[point] = min(smallest[point], ofCopies)
      }
      nearest.append(largest[point])
    }
    var total = 0.0
    var lowest = (Double.infinity, Double.infinity)
    for (point, value) in nearest.enumerated() {
      for _ in 0..<min(2, weight(point)) {
        if value < lowest.0 { lowest = (value, lowest.0) } else if value < lowest.1 { lowest.1 = value }
      }
      total += Double(weight(point)) * value
    }
    let maximum = nearest.max() ?? ofCopies
    let factor = rowCount.map { Double($0) / Double(self.rowCount) } ?? 1
    return Statistics(
      smallest: smallest.min() ?? ofCopies, largest: maximum,
      range: PreferenceRange(
        minimum: factor * (bestSum - total) + lowest.0 + lowest.1, maximum: maximum))
  }

  /// A quantile of the similarities of different rows (with `includingOwn`, of the whole matrix with `ofCopies` on
  /// its diagonal), interpolated linearly between neighbours in rank: R's type 7. Exact, without a copy of the
  /// matrix.
  func quantile(_ fraction: Double, includingOwn: Bool = false, threadCount: Int) -> Double {
    // Ordered pairs of rows that are copies of each other, including each row with itself.
    let copyPairs = (0..<count).reduce(0) { $0 + weight($1) * (weight($1) - 1) }
    let copies = copyPairs + (includingOwn ? rowCount : 0)
    let total = rowCount * (rowCount - 1) + (includingOwn ? rowCount : 0)
    guard total > 0 else { return ofCopies }
    let position = fraction * Double(total - 1)
    let rank = min(total - 1, Int(position))
    let low = orderStatistic(rank, copies: copies, threadCount: threadCount)
    let part = position - Double(rank)
    guard part > 0 else { return low }
    let high = orderStatistic(rank + 1, copies: copies, threadCount: threadCount)
    return low + (high - low) * part
  }

  /// The number at a rank, counted from 0. It is found 16 bits at a time, from the highest bits.
  private func orderStatistic(_ rank: Int, copies: Int, threadCount: Int) -> Double {
    let bytes = Int32(precision.rawValue)
    let copyKey = ck_key_of(ofCopies, bytes)
    let side = 256
    let blocks = (count + side - 1) / side
    var (prefix, remaining) = (UInt64(0), UInt64(rank))
    for shift in Swift.stride(from: precision.rawValue * 8 - 16, through: 0, by: -16) {
      let width = min(blocks, max(1, threadCount))
      let histograms = [UInt64](unsafeUninitializedCapacity: width << 16) { buffer, initialised in
        buffer.initialize(repeating: 0)
        let target = DisjointWrites(base: buffer.baseAddress!)
        let known = prefix
        Parallel.forEach(count: width, threadCount: threadCount) { worker in
          for block in Swift.stride(from: worker, to: blocks, by: width) {
            ck_count_keys(
              storage.base, bytes, count, stride, block * side, min(count, (block + 1) * side), weights,
              known,
              Int32(shift), target.base + worker << 16)
          }
        }
        initialised = width << 16
      }
      let copiesHere = shift + 16 == bytes * 8 || copyKey >> UInt64(shift + 16) == prefix
      let copyDigit = copiesHere ? Int32((copyKey >> UInt64(shift)) & 0xffff) : -1
      prefix =
        prefix << 16 | UInt64(ck_digit_at_rank(histograms, width, copyDigit, UInt64(copies), &remaining))
    }
    return ck_value_of_key(prefix, bytes)
  }
}
