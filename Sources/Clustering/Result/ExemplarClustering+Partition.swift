extension ExemplarClustering {
  /// The rows' clustering from the points' partition. `preferences` has one number per point; `similarity` of an
  /// exemplar with itself is that of copies.
  init(
    _ partition: Partition, rows: RowMap, preferences: [Double], audit: ConvergenceAudit,
    similarity: (_ point: Int, _ exemplar: Int) -> Double
  ) {
    let rowCount = rows.pointOfRow.count
    var exemplars = [Int](repeating: -1, count: rowCount)
    var values = [Double](repeating: .nan, count: rowCount)
    var membersOfExemplar: [Int: [Int]] = [:]
    for (row, point) in rows.pointOfRow.enumerated() {
      let exemplarPoint = partition.exemplarOfPoint[point]
      guard exemplarPoint >= 0 else { continue }
      let exemplar = rows.representatives[exemplarPoint]
      exemplars[row] = exemplar
      values[row] = row == exemplar ? preferences[point] : similarity(point, exemplarPoint)
      membersOfExemplar[exemplar, default: []].append(row)
    }
    clusters = membersOfExemplar.map { exemplar, members in
      Cluster(
        exemplar: exemplar,
        members: members.sorted { one, other in
          if (one == exemplar) != (other == exemplar) { return one == exemplar }
          return values[one] == values[other] ? one < other : values[one] > values[other]
        })
    }.sorted {
      $0.members.count == $1.members.count ? $0.exemplar < $1.exemplar : $0.members.count > $1.members.count
    }
    var labels = [Int](repeating: -1, count: rowCount)
    for (number, cluster) in clusters.enumerated() {
      for row in cluster.members { labels[row] = number }
    }
    self.labels = labels
    self.exemplars = exemplars
    self.similarities = values
    self.audit = audit
  }

  /// Bitwise equality; the missing similarities (NaN) of unassigned rows are equal too.
  public static func == (one: Self, other: Self) -> Bool {
    one.clusters == other.clusters && one.labels == other.labels && one.exemplars == other.exemplars
      && one.audit == other.audit
      && one.similarities.map(\.bitPattern) == other.similarities.map(\.bitPattern)
  }
}
