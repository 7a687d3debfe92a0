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
    for (row, point) in rows.pointOfRow.enumerated() {
      let exemplarPoint = partition.exemplarOfPoint[point]
      guard exemplarPoint >= 0 else { continue }
      let exemplar = rows.representatives[exemplarPoint]
      exemplars[row] = exemplar
      values[row] = row == exemplar ? preferences[point] : similarity(point, exemplarPoint)
    }
    self.init(exemplars: exemplars, similarities: values, audit: audit)
  }

  /// A clustering of some rows, by the rows of the whole: `rows` holds the row of the whole behind each of its rows. All
  /// other rows have no exemplar.
  public init(_ part: ExemplarClustering, of rows: [Int], rowCount: Int) {
    var exemplars = [Int](repeating: -1, count: rowCount)
    var similarities = [Double](repeating: .nan, count: rowCount)
    for (position, row) in rows.enumerated() {
      let exemplar = part.exemplars[position]
      exemplars[row] = exemplar < 0 ? -1 : rows[exemplar]
      similarities[row] = part.similarities[position]
    }
    var audit = part.audit
    audit.oscillatingRows = part.audit.oscillatingRows.map { rows[$0] }.sorted()
    self.init(exemplars: exemplars, similarities: similarities, audit: audit)
  }

  /// Bitwise equality; the missing similarities (NaN) of unassigned rows are equal too.
  public static func == (one: Self, other: Self) -> Bool {
    one.clusters == other.clusters && one.labels == other.labels && one.exemplars == other.exemplars
      && one.audit == other.audit
      && one.similarities.map(\.bitPattern) == other.similarities.map(\.bitPattern)
  }

  // MARK: -

  private init(exemplars: [Int], similarities: [Double], audit: ConvergenceAudit) {
    var membersOfExemplar: [Int: [Int]] = [:]
    for (row, exemplar) in exemplars.enumerated() where exemplar >= 0 {
      membersOfExemplar[exemplar, default: []].append(row)
    }
    clusters = membersOfExemplar.map { exemplar, members in
      Cluster(
        exemplar: exemplar,
        members: members.sorted { one, other in
          if (one == exemplar) != (other == exemplar) { return one == exemplar }
          return similarities[one] == similarities[other]
            ? one < other : similarities[one] > similarities[other]
        })
    }.sorted {
      $0.members.count == $1.members.count ? $0.exemplar < $1.exemplar : $0.members.count > $1.members.count
    }
    var labels = [Int](repeating: -1, count: exemplars.count)
    for (number, cluster) in clusters.enumerated() {
      for row in cluster.members { labels[row] = number }
    }
    self.labels = labels
    self.exemplars = exemplars
    self.similarities = similarities
    self.audit = audit
  }
}
