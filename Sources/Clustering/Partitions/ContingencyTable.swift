/// How often each cluster meets each class.
struct ContingencyTable {
  /// Rows of each cluster, of each class, and of each pair that occurs, by cluster and then by class.
  let clusterSizes: [Int]
  let classSizes: [Int]
  let pairs: [(cluster: Int, class: Int, count: Int)]
  let total: Int

  /// Counts two labellings of the same rows; labels are any whole numbers.
  ///
  /// - Complexity: O(rows) of memory, whatever the number of clusters and classes.
  init(_ clusters: [Int], _ classes: [Int]) {
    precondition(clusters.count == classes.count, "both partitions label the same rows")
    let clusters = Self.dense(clusters)
    let classes = Self.dense(classes)
    let rowsOfCluster = Self.rows(byLabel: clusters)
    var classSizes = [Int](repeating: 0, count: (classes.max() ?? -1) + 1)
    for label in classes { classSizes[label] += 1 }
    // The counts of one cluster; zero again after each.
    var counts = [Int](repeating: 0, count: classSizes.count)
    var pairs: [(cluster: Int, class: Int, count: Int)] = []
    for (cluster, rows) in rowsOfCluster.enumerated() {
      var met: [Int] = []
      for row in rows {
        let label = classes[row]
        if counts[label] == 0 { met.append(label) }
        counts[label] += 1
      }
      for label in met.sorted() {
        pairs.append((cluster, label, counts[label]))
        counts[label] = 0
      }
    }
    clusterSizes = rowsOfCluster.map(\.count)
    self.classSizes = classSizes
    self.pairs = pairs
    total = clusters.count
  }

  /// Labels renumbered 0, 1, ... in ascending order of the label.
  private static func dense(_ labels: [Int]) -> [Int] {
    let distinct = Set(labels).sorted()
    let number = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
    return labels.map { number[$0, default: 0] }
  }

  private static func rows(byLabel labels: [Int]) -> [[Int]] {
    var rows = [[Int]](repeating: [], count: (labels.max() ?? -1) + 1)
    for (row, label) in labels.enumerated() { rows[label].append(row) }
    return rows
  }
}
