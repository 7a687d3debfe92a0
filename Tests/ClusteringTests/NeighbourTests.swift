import Testing
import Workbench

@testable import Clustering

/// Exact nearest neighbours and the graph they make.
struct NeighbourTests {
  /// Coordinates on a coarse grid, so that similarities are exact and ties many; sizes around the tiles.
  @Test("Neighbours are those of a plain search, ties by the lower point", arguments: [2, 3, 17, 131, 300])
  func plainSearch(count: Int) throws {
    let features = Self.grid(count: count, columns: 3, seed: UInt64(count))
    let source = Self.prepared(features, columns: 3)
    let k = min(7, count - 1)
    let found = try NearestNeighbours(of: source, neighbourCount: k, threadCount: 2)
    for i in 0..<count {
      let row = Drawn.row(i, of: features, 3)
      let values: [Double] = (0..<count).map {
        Drawn.negativeSquaredDistance(row, Drawn.row($0, of: features, 3))
      }
      var others: [Int] = (0..<count).filter { $0 != i }
      others.sort { values[$0] == values[$1] ? $0 < $1 : values[$0] > values[$1] }
      let nearest = Array(others.prefix(k))
      let own = i * k..<(i + 1) * k
      #expect(found.indices[own].map(Int.init) == nearest)
      #expect(Array(found.values[own]) == nearest.map { values[$0] })
    }
  }

  @Test("The graph joins both ways, with the same bits, ascending", arguments: [1, 4, 9])
  func symmetric(neighbourCount: Int) throws {
    let count = 90
    let features = Drawn.blobs(rowCount: count, columnCount: 4, clusterCount: 4, seed: 3)
    let found = try NearestNeighbours(
      of: Self.prepared(features, columns: 4), neighbourCount: neighbourCount, threadCount: 2)
    let graph = NeighbourGraph(found, pointCount: count, threadCount: 2)
    var joined = Set<[Int]>()
    for i in 0..<count {
      let own = i * neighbourCount..<(i + 1) * neighbourCount
      for neighbour in found.indices[own] {
        joined.insert([i, Int(neighbour)])
        joined.insert([Int(neighbour), i])
      }
    }
    #expect(graph.edgeCount == joined.count)
    for i in 0..<count {
      let row = graph.neighbours(of: i)
      #expect(row.map(\.point) == row.map(\.point).sorted())
      for edge in row {
        #expect(joined.contains([i, edge.point]))
        let back = graph.neighbours(of: edge.point).first { $0.point == i }
        #expect(back?.similarity.bitPattern == edge.similarity.bitPattern)
      }
    }
    for edge in 0..<graph.edgeCount {
      #expect(Int(graph.reversePointer[Int(graph.reversePointer[edge])]) == edge)
    }
  }

  @Test("Parts without a link are counted")
  func components() throws {
    // Three groups of 5, 4 and 3 far from each other.
    let features: [Float] = [0, 1, 2, 3, 4, 100, 101, 102, 103, 200, 201, 202]
    let source = Self.prepared(features, columns: 1)
    // With one neighbour, ties go left, so that 0-1-2-3-4 stay together; with three, the smallest group looks beyond.
    for (neighbours, components) in [(1, 3), (2, 3), (3, 2), (11, 1)] {
      let found = try NearestNeighbours(of: source, neighbourCount: neighbours, threadCount: 1)
      let graph = NeighbourGraph(found, pointCount: 12, threadCount: 1)
      #expect(graph.componentCount == components)
      if neighbours == 2 { #expect(graph.outsideLargestCount == 7) }
    }
  }

  @Test("Some of the rows are compared with a list of others")
  func among() throws {
    let features = Self.grid(count: 60, columns: 2, seed: 8)
    let source = Self.prepared(features, columns: 2)
    let chosen = [3, 50, 7, 31]
    let found = try NearestNeighbours(
      of: source, among: source.selected(chosen), neighbourCount: 1, threadCount: 2)
    for i in 0..<60 {
      let values: [Double] = chosen.map {
        Drawn.negativeSquaredDistance(Drawn.row(i, of: features, 2), Drawn.row($0, of: features, 2))
      }
      #expect(Int(found.indices[i]) == values.firstIndex(of: values.max()!))
      #expect(found.values[i] == values.max())
    }
  }

  // MARK: -

  static func grid(count: Int, columns: Int, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed, purpose: "grid")
    return (0..<count * columns).map { _ in Float(stream.integer(below: 6)) }
  }

  /// Rows as they come, compared by `measure`.
  static func prepared(
    _ features: [Float], columns: Int, measure: SimilarityMeasure = .negativeSquaredEuclidean,
    normalisation: FeatureNormalisation = .raw
  ) -> PreparedRows {
    let rows = features.count / columns
    let points = PointSet(of: features, rowCount: rows, columnCount: columns, merging: false)
    guard
      let transformation = try? FeatureTransformation(
        normalisation, of: features, columnCount: columns, points: points, whitenedFraction: 1)
    else { preconditionFailure("drawn features are finite") }
    return PreparedRows(
      of: features, columnCount: columns, rows: points.rows, transformation: transformation, measure: measure,
      threadCount: 2)
  }
}
