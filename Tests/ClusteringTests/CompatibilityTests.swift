import Testing
import Workbench

@testable import Clustering

/// Affinity propagation against scikit-learn 1.9 and apcluster 1.4.10 without noise, and against the cases of the literature.
struct CompatibilityTests {
  @Test(
    "scikit-learn's exemplars and number of iterations, from features", arguments: try Golden.read().dataSets)
  func exemplarsOfFeatures(_ data: Golden.DataSet) throws {
    #expect(!data.runs.isEmpty)
    for run in data.runs {
      let result = try AffinityPropagation(configuration(run)).cluster(
        data.features, columnCount: data.columnCount, budget: Drawn.budget)
      #expect(result.exemplars == run.exemplars, "\(run.preference), damping \(run.damping)")
      #expect(result.audit.iterations == run.iterations, "\(run.preference), damping \(run.damping)")
      #expect(result.audit.converged)
    }
  }

  @Test("scikit-learn's exemplars from the same similarities", arguments: try Golden.read().dataSets)
  func exemplarsOfSimilarities(_ data: Golden.DataSet) throws {
    let rows = (0..<data.rowCount).map { Drawn.row($0, of: data.features, data.columnCount) }
    let values = rows.flatMap { one in rows.map { Drawn.negativeSquaredDistance(one, $0) } }
    let similarities = try Similarities(values, count: data.rowCount)
    for run in data.runs {
      let result = try AffinityPropagation(configuration(run)).cluster(similarities, budget: Drawn.budget)
      #expect(result.exemplars == run.exemplars, "\(run.preference), damping \(run.damping)")
    }
  }

  @Test("apcluster's exemplars and number of iterations, from features")
  func apcluster() throws {
    var runCount = 0
    for (data, runs) in try ApclusterGolden.read() {
      for run in runs {
        var configuration = ClusteringConfiguration(compatibility: .apcluster)
        configuration.preference = try Preference(parsing: run.preference)
        #expect(
          (configuration.damping, configuration.window, configuration.maximumIterations)
            == (run.damping, run.window, run.maximumIterations))
        let result = try AffinityPropagation(configuration).cluster(
          data.features, columnCount: data.columnCount, budget: Drawn.budget)
        #expect(result.exemplars == run.exemplars, "\(data.name), \(run.preference)")
        #expect(result.audit.iterations == run.iterations, "\(data.name), \(run.preference)")
        runCount += 1
      }
    }
    #expect(runCount >= 40)
  }

  /// The largest loss seen is 3e-8, the rounding of similarities to f32. At damping 0.5 messages may run chaotically,
  /// and the last bits decide what they end in, so that those runs are compared in f64 above.
  @Test("Our own rules reach scikit-learn's net similarity", arguments: try Golden.read().dataSets)
  func netSimilarity(_ data: Golden.DataSet) throws {
    let tolerance = 1e-6
    for run in data.runs where run.damping == 0.9 {
      var own = ClusteringConfiguration()
      own.normalisation = .raw
      own.preference = try Preference(parsing: run.preference)
      (own.damping, own.window, own.maximumIterations) = (run.damping, run.window, run.maximumIterations)
      let theirs = try AffinityPropagation(configuration(run)).cluster(
        data.features, columnCount: data.columnCount, budget: Drawn.budget
      ).audit.netSimilarity
      let ours = try AffinityPropagation(own).cluster(
        data.features, columnCount: data.columnCount, budget: Drawn.budget
      ).audit.netSimilarity
      #expect(ours >= theirs + theirs * tolerance, "\(run.preference): \(ours) against \(theirs)")
    }
  }

  @Test("The two columns of six points", arguments: Compatibility.allCases)
  func sixPoints(_ compatibility: Compatibility) throws {
    var configuration = ClusteringConfiguration(compatibility: compatibility)
    configuration.normalisation = .raw
    if compatibility == .scikitLearn { configuration.damping = 0.5 }
    let result = try AffinityPropagation(configuration).cluster(
      [1, 2, 1, 4, 1, 0, 4, 2, 4, 4, 4, 0], columnCount: 2, budget: Drawn.budget)
    #expect(result.exemplars == [0, 0, 0, 3, 3, 3])
    #expect(result.labels == [0, 0, 0, 1, 1, 1])
    #expect(result.audit.converged)
  }

  @Test("Equal similarities: all rows or one", arguments: [(-1.0, 3), (-0.5, 3), (-1.5, 1)])
  func equalSimilarities(preference: Double, clusterCount: Int) throws {
    let equal = try Similarities([0, -1, -1, -1, 0, -1, -1, -1, 0], count: 3)
    var configuration = ClusteringConfiguration()
    configuration.preference = .value(preference)
    let result = try AffinityPropagation(configuration).cluster(equal, budget: Drawn.budget)
    #expect(result.clusterCount == clusterCount)
    // The others want the preference above the similarity.
    for program in [Compatibility.scikitLearn, .apcluster] {
      configuration = ClusteringConfiguration(compatibility: program)
      configuration.preference = .value(preference)
      let theirs = try AffinityPropagation(configuration).cluster(equal, budget: Drawn.budget)
      #expect(theirs.clusterCount == (preference == -1 ? 1 : clusterCount))
    }
  }

  @Test(
    "Points in symmetrical positions have exemplars under every program's rules",
    arguments: [Compatibility.scikitLearn, .apcluster],
    [
      ([Float](repeating: 2, count: 12), 1...1), ([0, 0, 0, 1, 1, 0, 1, 1], 1...2),
      ([0, 0, 0, 3, 3, 0, 3, 3, 9, 9, 9, 12, 12, 9, 12, 12], 2...2),
    ])
  func symmetricalPositions(program: Compatibility, points: (features: [Float], counts: ClosedRange<Int>))
    throws
  {
    let result = try AffinityPropagation(ClusteringConfiguration(compatibility: program)).cluster(
      points.features, columnCount: 2, budget: Drawn.budget)
    #expect(points.counts.contains(result.clusterCount), "\(result.clusters)")
  }

  @Test("Each program's own defaults")
  func defaults() {
    let ours = ClusteringConfiguration()
    #expect((ours.damping, ours.maximumIterations, ours.window) == (0.9, 1000, 100))
    #expect(ours.normalisation == .l2 && ours.preference == .median)
    let theirs = ClusteringConfiguration(compatibility: .scikitLearn)
    #expect((theirs.damping, theirs.maximumIterations, theirs.window) == (0.5, 200, 15))
    #expect(theirs.normalisation == .raw && theirs.preference == .medianAll)
    let apcluster = ClusteringConfiguration(compatibility: .apcluster)
    #expect((apcluster.damping, apcluster.maximumIterations, apcluster.window) == (0.9, 1000, 100))
    #expect(apcluster.normalisation == .raw && apcluster.preference == .median)
  }

  private func configuration(_ run: Golden.Run) throws -> ClusteringConfiguration {
    var configuration = ClusteringConfiguration(compatibility: .scikitLearn)
    configuration.preference = try Preference(parsing: run.preference)
    (configuration.damping, configuration.window) = (run.damping, run.window)
    configuration.maximumIterations = run.maximumIterations
    return configuration
  }
}
