import Workbench
internal import CKernels

/// Message passing along the edges of a graph of neighbours: a point may choose as its exemplar only points to which
/// it is joined. If every point is joined to every other, this is the dense method.
///
/// The more points there are, the likelier it is that a few of them oscillate for ever while all others have settled.
/// Damping moves no fixed point, so it may differ by row: a point that still changes after two windows halves its
/// step, and again after every half window. With few neighbours, some points may have no fixed point at all; then the
/// best iteration counts.
///
/// `@unchecked Sendable` because each thread writes only the rows and columns of its own block.
final class SparseMessagePassing: MessageUpdate, @unchecked Sendable {
  private let graph: NeighbourGraph
  private let preferences: [Double]
  private let threadCount: Int
  private let messages: AlignedMemory
  private let own: AlignedMemory
  private let bits: AlignedMemory
  private var best: [Double]
  private var state: ck_sparse_affinity_state

  private static let blockRows = 1024
  /// The smallest step.
  private static let leastStep = 0.003

  /// Memory of a run, without the graph, in bytes.
  static func byteCount(points: Int, edges: Int) -> Int { edges * 8 + points * (5 * 8 + 4 + 1 + 8) }

  /// - Parameters:
  ///   - weights: the rows that each point stands for.
  ///   - preferences: one per point, including what copies of the point add if it is an exemplar.
  ///   - tieBreaks: added to the preferences in messages only.
  init(
    _ graph: NeighbourGraph, weights: [UInt32], preferences: [Double], tieBreaks: [Double], damping: Double,
    threadCount: Int
  ) {
    let (count, edges) = (graph.pointCount, graph.edgeCount)
    self.graph = graph
    self.preferences = preferences
    self.threadCount = threadCount
    messages = AlignedMemory(byteCount: (2 * edges + count) * 4)
    own = AlignedMemory(byteCount: 5 * count * 8)
    bits = AlignedMemory(byteCount: count)
    best = []
    let floats = messages.base.bindMemory(to: Float.self, capacity: 2 * edges + count)
    let columns = own.base.bindMemory(to: Double.self, capacity: 5 * count)
    for point in 0..<count {
      columns[point] = Double(weights[point])
      columns[count + point] = preferences[point] + tieBreaks[point]
      columns[4 * count + point] = damping
    }
    state = ck_sparse_affinity_state(
      count: count, starts: graph.startsPointer, targets: graph.targetsPointer,
      reverse: graph.reversePointer, similarity: graph.similaritiesPointer, responsibility: floats,
      availability: floats + edges, totals: floats + 2 * edges, weight: UnsafePointer(columns),
      preference: UnsafePointer(columns + count), damping: UnsafePointer(columns + 4 * count),
      own_responsibility: columns + 2 * count,
      own_availability: columns + 3 * count)
  }

  var pointCount: Int { graph.pointCount }

  func update(measuring exemplar: [Bool]?) -> [Bool] {
    let (count, side) = (pointCount, Self.blockRows)
    let blocks = (count + side - 1) / side
    if let exemplar { measure(exemplar) }
    Parallel.forEach(count: blocks, threadCount: threadCount) { block in
      withUnsafePointer(to: self.state) {
        ck_sparse_affinity_visit_rows($0, block * side, min(count, (block + 1) * side))
      }
    }
    let flags = DisjointWrites(base: bits.base.assumingMemoryBound(to: UInt8.self))
    Parallel.forEach(count: blocks, threadCount: threadCount) { block in
      withUnsafePointer(to: self.state) {
        ck_sparse_affinity_finish_columns($0, block * side, min(count, (block + 1) * side), flags.base)
      }
    }
    return UnsafeBufferPointer(start: flags.base, count: count).map { $0 != 0 }
  }

  /// NaN if a point is joined to none of the exemplars.
  func netSimilarity(_ exemplar: [Bool]) -> Double {
    let sum = exemplar.indices.reduce(0) { $0 + (exemplar[$1] ? preferences[$1] : best[$1]) }
    return sum.isFinite ? sum : .nan
  }

  func finalNetSimilarity(_ exemplar: [Bool]) -> Double {
    measure(exemplar)
    return netSimilarity(exemplar)
  }

  /// Points that are joined to none of the exemplars, by the last measurement.
  func unreached(by exemplar: [Bool]) -> [Int] {
    measure(exemplar)
    return exemplar.indices.filter { !exemplar[$0] && best[$0] == -.infinity }
  }

  func dampOscillation(of points: [Int]) {
    let damping = own.base.assumingMemoryBound(to: Double.self) + 4 * pointCount
    for point in points where 1 - damping[point] > Self.leastStep {
      damping[point] = (1 + damping[point]) / 2
    }
  }

  private func measure(_ exemplar: [Bool]) {
    best = [Double](repeating: 0, count: pointCount)
    ck_sparse_affinity_best(&state, exemplar.map { $0 ? 1 : 0 }, &best)
  }
}
