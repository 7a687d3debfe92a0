/// How often each cluster meets each class.
struct ContingencyTable {
  /// Rows of each cluster, of each class, and of each pair that occurs.
  let clusterSizes: [Int]
  let classSizes: [Int]
  let pairs: [(cluster: Int, class: Int, count: Int)]
  let total: Int

  /// Counts two labellings of the same rows; labels are any whole numbers.
  init(_ clusters: [Int], _ classes: [Int]) {
    precondition(clusters.count == classes.count, "both partitions label the same rows")
    let clusters = Self.dense(clusters)
    let classes = Self.dense(classes)
    var clusterSizes = [Int](repeating: 0, count: (clusters.max() ?? -1) + 1)
    var classSizes = [Int](repeating: 0, count: (classes.max() ?? -1) + 1)
    var counts = [Int](repeating: 0, count: clusterSizes.count * classSizes.count)
    for (cluster, label) in zip(clusters, classes) {
      clusterSizes[cluster] += 1
      classSizes[label] += 1
      counts[cluster * classSizes.count + label] += 1
    }
    self.clusterSizes = clusterSizes
    self.classSizes = classSizes
    pairs = counts.indices.compactMap { index in
      counts[index] == 0 ? nil : (index / classSizes.count, index % classSizes.count, counts[index])
    }
    total = clusters.count
  }

  /// Labels renumbered 0, 1, ... in ascending order of the label.
  private static func dense(_ labels: [Int]) -> [Int] {
    let distinct = Set(labels).sorted()
    let number = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
    return labels.map { number[$0, default: 0] }
  }
}
