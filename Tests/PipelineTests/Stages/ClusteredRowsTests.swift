import Settings
import Testing

@testable import Pipeline

@Suite struct ClusteredRowsTests {
  private func rows(_ overrides: String...) throws -> [ClusteredRows] {
    var experiment = Experiment()
    try ExperimentReader.apply(overrides: overrides, to: &experiment)
    return ClusteredRows.of(experiment)
  }

  @Test func `cells are clustered once, spots by polarity where asked`() throws {
    #expect(try rows() == [.cells])
    #expect(try rows("mine.units=[spot, cell]") == [.cells, .darkSpots, .brightSpots])
    #expect(try rows("mine.units=[spot]", "spots.by_polarity=false") == [.spots])
    #expect(try rows("mine.units=[cell, spot]", "cluster.polarity=dark") == [.cells, .darkSpots])
  }

  @Test func `a polarity that is asked of spots leaves cells alone`() throws {
    var experiment = Experiment()
    try ExperimentReader.apply(
      overrides: ["mine.units=[cell, spot]", "cluster.polarity=dark"], to: &experiment)
    let budget = experiment.budget
    #expect(try experiment.clustering(of: .cells, budget: budget).selection.polarity == .both)
    #expect(try experiment.clustering(of: .brightSpots, budget: budget).selection.polarity == .bright)
    #expect(try experiment.clustering(budget: budget).selection.polarity == .dark, "as a file is clustered")
  }
}
