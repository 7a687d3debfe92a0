import Workbench

/// Features similar to mined ones: groups of very different sizes, near duplicates, no negative values.
struct PlantedFeatures {
  /// By rows.
  let features: [Float]
  /// The planted group of every row.
  let groups: [Int]

  /// Draws `rowCount` rows of `columnCount` numbers.
  ///
  /// There is one group for every 250 rows, at most 400, and group sizes fall as 1 / rank. A centre is sparse and
  /// positive, like features after a ReLU. A tenth of the rows are near copies of the previous row in their group.
  init(rowCount: Int, columnCount: Int, seed: UInt64) {
    let groupCount = max(2, min(400, rowCount / 250))
    var stream = RandomStream(seed: seed, purpose: "planted features")
    var centers = [Float](repeating: 0, count: groupCount * columnCount)
    for index in centers.indices where stream.uniform() < 0.3 { centers[index] = Float(stream.uniform() * 2) }
    var reach: [Double] = []
    for group in 0..<groupCount { reach.append((reach.last ?? 0) + 1 / Double(group + 1)) }
    let total = reach[groupCount - 1]
    let drawn = (0..<rowCount).map { _ in
      let place = stream.uniform() * total
      return min(groupCount - 1, reach.firstIndex { place < $0 } ?? groupCount - 1)
    }
    groups = drawn
    features = [Float](unsafeUninitializedCapacity: rowCount * columnCount) { buffer, initialised in
      var last = [Int](repeating: -1, count: groupCount)
      for (row, group) in drawn.enumerated() {
        var noise = RandomStream(seed: seed, purpose: "planted noise", items: row)
        let isCopy = last[group] >= 0 && noise.uniform() < 0.1
        for column in 0..<columnCount {
          // A triangular number of variance 1, because normal ones would take as long as the clustering.
          let random = Float(noise.uniform() + noise.uniform() - 1) * 2.45
          let base =
            isCopy ? buffer[last[group] * columnCount + column] : centers[group * columnCount + column]
          buffer[row * columnCount + column] = max(0, base + random * (isCopy ? 0.01 : 0.25))
        }
        if !isCopy { last[group] = row }
      }
      initialised = rowCount * columnCount
    }
  }
}
