import Workbench
internal import CKernels

/// Points joined to their nearest neighbours, and to points whose nearest neighbours they are, with similarities in
/// f32.
///
/// `@unchecked Sendable` because it never changes after its creation, so several runs may share it.
final class NeighbourGraph: @unchecked Sendable {
  let pointCount: Int
  /// Directed edges: each pair counts twice.
  let edgeCount: Int
  /// Parts of the graph without an edge between them.
  let componentCount: Int
  /// Points outside the largest part.
  let outsideLargestCount: Int
  /// The smallest and largest similarity on an edge.
  let extremes: (smallest: Double, largest: Double)
  /// The mean similarity on an edge.
  let meanSimilarity: Double

  private let starts: [Int64]
  private let targets: AlignedMemory
  private let similarities: AlignedMemory
  private let reverse: AlignedMemory
  private let startsMemory: AlignedMemory

  /// Most edges that the lists of neighbours can come to: those of each point and those it is a neighbour of.
  static func largestEdgeCount(points: Int, neighbourCount: Int) -> Int { 2 * points * neighbourCount }

  /// Most memory that the search and the graph can take, in bytes.
  static func byteCount(points: Int, neighbourCount: Int) -> Int {
    points * neighbourCount * 12 + largestEdgeCount(points: points, neighbourCount: neighbourCount) * 16
      + points * 24
  }

  /// The graph from lists of neighbours.
  init(_ neighbours: NearestNeighbours, pointCount count: Int, threadCount: Int) {
    let k = neighbours.neighbourCount
    pointCount = count
    var degrees = [Int64](repeating: 0, count: count)
    ck_graph_degrees(neighbours.indices, count, k, &degrees)
    var starts = [Int64](repeating: 0, count: count + 1)
    for point in 0..<count { starts[point + 1] = starts[point] + degrees[point] }
    let edges = Int(starts[count])
    edgeCount = edges
    self.starts = starts
    startsMemory = AlignedMemory(byteCount: (count + 1) * 8)
    targets = AlignedMemory(byteCount: edges * 4)
    similarities = AlignedMemory(byteCount: edges * 4)
    reverse = AlignedMemory(byteCount: edges * 8)
    let first = startsMemory.base.bindMemory(to: Int64.self, capacity: count + 1)
    for (point, start) in starts.enumerated() { first[point] = start }
    let target = targets.base.bindMemory(to: Int32.self, capacity: max(1, edges))
    let value = similarities.base.bindMemory(to: Float.self, capacity: max(1, edges))
    let opposite = DisjointWrites(base: reverse.base.bindMemory(to: Int64.self, capacity: max(1, edges)))
    ck_graph_fill(neighbours.indices, neighbours.values, count, k, first, &degrees, target, value)

    let side = 4096
    let places = (DisjointWrites(base: first), DisjointWrites(base: target))
    Parallel.forEach(count: (count + side - 1) / side, threadCount: threadCount) { block in
      ck_graph_reverse(
        places.0.base, places.1.base, block * side, min(count, (block + 1) * side), opposite.base)
    }
    var component = [Int32](repeating: 0, count: count)
    componentCount = ck_graph_components(first, target, count, &component)
    var sizes: [Int32: Int] = [:]
    for root in component { sizes[root, default: 0] += 1 }
    outsideLargestCount = count - (sizes.values.max() ?? 0)
    var (smallest, largest, sum) = (Float.infinity, -Float.infinity, 0.0)
    for edge in 0..<edges {
      smallest = min(smallest, value[edge])
      largest = max(largest, value[edge])
      sum += Double(value[edge])
    }
    meanSimilarity = sum / Double(max(1, edges))
    extremes = (Double(smallest), Double(largest))
  }

  var startsPointer: UnsafePointer<Int64> {
    UnsafePointer(startsMemory.base.assumingMemoryBound(to: Int64.self))
  }
  var targetsPointer: UnsafePointer<Int32> { UnsafePointer(targets.base.assumingMemoryBound(to: Int32.self)) }
  var similaritiesPointer: UnsafePointer<Float> {
    UnsafePointer(similarities.base.assumingMemoryBound(to: Float.self))
  }
  var reversePointer: UnsafePointer<Int64> { UnsafePointer(reverse.base.assumingMemoryBound(to: Int64.self)) }

  /// The neighbours of a point, ascending, with their similarities.
  func neighbours(of point: Int) -> [(point: Int, similarity: Double)] {
    (Int(starts[point])..<Int(starts[point + 1])).map {
      (Int(targetsPointer[$0]), Double(similaritiesPointer[$0]))
    }
  }
}
