import Workbench
internal import CKernels
internal import COpenBLAS

/// Points with one exemplar that stay together from now on.
struct PointGroup: Sendable, Equatable {
  /// A point, one of the members.
  var exemplar: Int
  /// Ascending.
  var members: [Int]

  /// The groups of a partition of `points`. A point without an exemplar becomes a group of its own.
  static func groups(of points: [Int], _ partition: Partition) -> [PointGroup] {
    var members: [Int: [Int]] = [:]
    for (position, exemplar) in partition.exemplarOfPoint.enumerated() {
      members[points[exemplar < 0 ? position : exemplar], default: []].append(points[position])
    }
    return members.map { PointGroup(exemplar: $0.key, members: $0.value.sorted()) }
      .sorted { $0.exemplar < $1.exemplar }
  }
}

extension Similarities {
  /// For each group, the change of the net similarity if all its rows had another group's exemplar instead of their
  /// own.
  ///
  /// Source: weighted affinity propagation, Zhang, Furtlehner and Sebag 2008, Data streaming with affinity
  /// propagation, section 3. Deviation: their weighted similarity n s(e, e') treats all n rows as copies of their
  /// exemplar. Every measure here is made of inner products, so the true sum over the rows comes from their vector
  /// sum at the same cost. A constant per group is subtracted; that changes no message and preserves small
  /// differences of large sums.
  ///
  /// The matching preference is the exemplar's own minus the similarity of copies.
  convenience init(
    of groups: [PointGroup], source: PreparedRows, weights: [UInt32], threadCount: Int
  ) throws(ClusteringError) {
    self.init(count: groups.count, precision: .single, ofCopies: 0, weights: nil)
    ck_use_one_matrix_thread()
    let (count, width, side) = (groups.count, source.columnCount, Self.tileRows)
    let exemplars = source.selected(groups.map(\.exemplar))
    let norms = try exemplars.checkedLengths(
      storedAs: .single, threadCount: threadCount)
    let sizes = groups.map { group in group.members.reduce(0.0) { $0 + Double(weights[$1]) } }
    let sums = DisjointWrites.filled(count: count * width) { sums in
      Parallel.forEach(count: count, threadCount: threadCount) { index in
        for member in groups[index].members {
          ck_add_weighted_row(sums.base + index * width, source.row(member), Double(weights[member]), width)
        }
      }
    }
    let own = DisjointWrites.filled(count: count) { own in
      sums.withUnsafeBufferPointer { sums in
        let base = DisjointReads(base: sums.baseAddress!)
        Parallel.forEach(count: count, threadCount: threadCount) { index in
          own.base[index] = ck_ordered_product(base.base + index * width, exemplars.row(index), width)
        }
      }
    }
    let tileCount = (count + side - 1) / side
    Parallel.forEach(count: tileCount, threadCount: threadCount) { tile in
      let row = tile * side
      let rows = min(side, count - row)
      let left = Array(sums[row * width..<(row + rows) * width])
      var right = [Double](repeating: 0, count: side * width)
      var products = [Double](repeating: 0, count: rows * side)
      for column in Swift.stride(from: 0, to: count, by: side) {
        let columns = min(side, count - column)
        exemplars.read(column..<column + columns, into: &right)
        PreparedRows.multiply(left, rows, right, columns, width, into: &products)
        ck_group_tile(
          products, columns, row, rows, column, columns, own, sizes, source.usesLengths ? norms : nil, stride,
          storage.base.assumingMemoryBound(to: Float.self))
      }
    }
  }
}

/// A pointer that several threads read; `@unchecked Sendable` because no thread writes.
struct DisjointReads<Value>: @unchecked Sendable {
  let base: UnsafePointer<Value>
}
