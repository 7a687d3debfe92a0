import Testing
import Workbench

@testable import Clustering

/// A second set read with the first one's clusters.
struct AssignmentTests {
  @Test("Rows go where they went, whatever the normalisation", arguments: FeatureNormalisation.allCases)
  func sameRows(_ normalisation: FeatureNormalisation) throws {
    let (features, _) = ScalableTests.planted(rowCount: 160, columnCount: 5, groupCount: 6, seed: 12)
    var configuration = ClusteringConfiguration()
    configuration.normalisation = normalisation
    let first = try AffinityPropagation(configuration).cluster(features, columnCount: 5, budget: Drawn.budget)
    let exemplars = first.clusters.map(\.exemplar)
    // Every third row, as a set of its own with other means.
    let some = stride(from: 0, to: 160, by: 3).map { $0 }
    let assigned = try ExemplarAssignment(
      of: some.flatMap { Drawn.row($0, of: features, 5) }, to: exemplars, of: features, columnCount: 5,
      configuration: configuration, budget: Drawn.budget)
    for (position, row) in some.enumerated() {
      #expect(assigned.positions[position] == first.labels[row])
      let own = exemplars.contains(row)
      let expected = own ? configuration.measure.ofCopies : first.similarities[row]
      #expect(abs(assigned.similarities[position] - expected) < 1e-5)
    }
  }

  @Test("Exemplars that do not exist, and features of another width, are refused")
  func refused() throws {
    let features = Drawn.blobs(rowCount: 10, columnCount: 4, clusterCount: 2, seed: 1)
    for exemplars in [[], [10], [-1]] {
      #expect(throws: ClusteringError.self) {
        try ExemplarAssignment(
          of: features, to: exemplars, of: features, columnCount: 4, configuration: ClusteringConfiguration(),
          budget: Drawn.budget)
      }
    }
    #expect(throws: ClusteringError.self) {
      try ExemplarAssignment(
        of: [1, 2, 3], to: [0], of: features, columnCount: 4, configuration: ClusteringConfiguration(),
        budget: Drawn.budget)
    }
  }
}
