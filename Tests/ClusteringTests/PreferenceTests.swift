import Foundation
import Synchronization
import Testing
import TestSupport
import Workbench

@testable import Clustering

/// The warnings of a clustering.
private final class Collected: Sendable {
  private let warnings = Mutex<[String]>([])

  var texts: [String] { warnings.withLock { $0 } }
  var listener: ProgressListener {
    { event in
      if case .warning(let text) = event { self.warnings.withLock { $0.append(text) } }
      return .more
    }
  }
}

/// Preferences as they are written, and what they lead to.
struct PreferenceTests {
  @Test(
    "Every way of writing a preference is read and written back",
    arguments: [
      ("median", Preference.median), ("median-all", .medianAll), ("minimum", .minimum),
      ("quantile:0.1", .quantile(0.1)),
      ("range:0.3", .range(0.3)), ("count:40", .count(40)), ("-12.5", .value(-12.5)),
      ("file:preferences.csv", .file("preferences.csv")),
    ])
  func parsed(text: String, preference: Preference) throws {
    let read = try Preference(parsing: text)
    #expect(read == preference)
    #expect(preference.description == text)
  }

  @Test(
    "What is none is refused",
    arguments: [
      "", "mean", "quantile", "quantile:1.5", "quantile:nan", "range:-1", "count:0", "count:2.5", "file:",
      "nan",
      "inf", "median:",
    ])
  func refused(text: String) {
    let error = #expect(throws: ClusteringError.self) { try Preference(parsing: text) }
    #expect(error?.exitCode == .configuration)
    #expect(error?.message.contains("\"\(text)\"") == true)
  }

  @Test("A wanted number of clusters is reached", arguments: [1, 2, 5, 12, 120])
  func count(_ count: Int) throws {
    let features = Drawn.blobs(rowCount: 120, columnCount: 3, clusterCount: 5, seed: 21)
    let result = try cluster(features, .count(count))
    #expect(result.clusterCount == count)
    #expect(result.audit.runCount <= 30)
    #expect(throws: ClusteringError.self) { try cluster(features, .count(121)) }
  }

  @Test("The ends of the range give one cluster and all rows; more preference gives more clusters")
  func range() throws {
    let features = Drawn.blobs(rowCount: 80, columnCount: 3, clusterCount: 5, seed: 22)
    let counts = try [0, 0.5, 0.9, 0.99, 1].map { try cluster(features, .range($0)).clusterCount }
    #expect(counts.first == 1)
    #expect(counts.last == 80)
    #expect(counts == counts.sorted())
  }

  @Test("The minimum gives fewer clusters than the median, a quantile between")
  func quantiles() throws {
    let features = Drawn.blobs(rowCount: 100, columnCount: 3, clusterCount: 7, seed: 23, spread: 1.5)
    let minimum = try cluster(features, .minimum)
    let median = try cluster(features, .median)
    #expect(minimum.clusterCount < median.clusterCount)
    let sameAsMedian = try [.quantile(0.5), .value(median.audit.preference)].map { try cluster(features, $0) }
    #expect(sameAsMedian.allSatisfy { $0.labels == median.labels })
  }

  @Test("A row that is the only one willing is the exemplar; preferences come from a file too")
  func perRow() throws {
    let features = Drawn.blobs(rowCount: 20, columnCount: 3, clusterCount: 1, seed: 24)
    var values = [Double](repeating: -1000, count: 20)
    values[13] = -0.1
    let result = try cluster(features, .perRow(values))
    #expect(result.clusters.map(\.exemplar) == [13])
    #expect(result.similarities[13] == -0.1)

    let file = try TemporaryFolder()["preferences.csv"]
    let lines = values.enumerated().reversed().map { "\($0.offset),\($0.element)" }
    try AtomicFile.write("row,preference\n" + lines.joined(separator: "\n") + "\n", to: file)
    let fromFile = try cluster(features, .file(file.path))
    #expect(fromFile == result)
    try AtomicFile.write("row,preference\n" + lines.dropLast().joined(separator: "\n") + "\n", to: file)
    let missing = #expect(throws: ClusteringError.self) { try cluster(features, .file(file.path)) }
    #expect(missing?.row == 0)
    try AtomicFile.write("row,preference\n20,1\n", to: file)
    #expect(throws: WorkbenchError.self) { try cluster(features, .file(file.path)) }
    #expect(throws: ClusteringError.self) { try cluster(features, .perRow([1, 2])) }
  }

  @Test("Rows that are all equally similar are one cluster or all, and what cannot be reached is said")
  func equallySimilar() throws {
    let eye = (0..<144).map { $0 % 13 == 0 ? Float(1) : 0 }
    for method in [ClusteringMethod.dense, .sparse, .hierarchical] {
      for (count, reached) in [(1, 1), (2, 1), (5, 1), (11, 12), (12, 12)] {
        var configuration = ClusteringConfiguration()
        (configuration.method, configuration.normalisation) = (method, .raw)
        configuration.preference = .count(count)
        let warnings = Collected()
        let result = try AffinityPropagation(configuration).cluster(
          eye, columnCount: 12, budget: Drawn.budget, progress: warnings.listener)
        #expect(result.clusterCount == reached && result.audit.converged, "\(method), \(count)")
        #expect(
          warnings.texts
            == (count == reached
              ? []
              : ["No preference gave \(count) clusters; \(reached) is the nearest number that was found."]),
          "\(method), \(count)")
      }
    }
    #expect(try cluster([0, 0, 1, 0, 1, 0], .count(1)).clusterCount == 1)
  }

  @Test(
    "Numbers far outside the preference range act as its ends do", arguments: [-1e300, -1e12, 1e12, 1e300])
  func extreme(preference: Double) throws {
    let features = Drawn.blobs(rowCount: 60, columnCount: 3, clusterCount: 4, seed: 26)
    for method in [ClusteringMethod.dense, .sparse, .hierarchical] {
      var configuration = ClusteringConfiguration()
      (configuration.method, configuration.normalisation) = (method, .raw)
      configuration.preference = .value(preference)
      let result = try AffinityPropagation(configuration).cluster(
        features, columnCount: 3, budget: Drawn.budget)
      #expect(result.clusterCount == (preference < 0 ? 1 : 60) && result.audit.converged, "\(method)")
      #expect(result.audit.preference == preference)
    }
    var values = [Double](repeating: -abs(preference), count: 60)
    (values[7], values[31]) = (-0.1, abs(preference))
    #expect(try cluster(features, .perRow(values)).clusters.map(\.exemplar).sorted() == [7, 31])
  }

  @Test("Rows whose squares vanish in f32 are refused, and are no copies of each other")
  func tiny() throws {
    let features = Drawn.blobs(rowCount: 30, columnCount: 3, clusterCount: 3, seed: 27)
    for scale: Float in [1e-18, 1e-25] {
      let error = #expect(throws: ClusteringError.self) { try cluster(features.map { $0 * scale }, .median) }
      #expect(
        error?.exitCode == .badData && error?.message.contains("Use l2 or standardised features.") == true)
    }
    for normalisation in [FeatureNormalisation.l2, .standardised] {
      var configuration = ClusteringConfiguration()
      configuration.normalisation = normalisation
      let run = try AffinityPropagation(configuration)
      let large = try run.cluster(features, columnCount: 3, budget: Drawn.budget)
      let small = try run.cluster(features.map { $0 * 0x1p-80 }, columnCount: 3, budget: Drawn.budget)
      #expect(small.labels == large.labels, "\(normalisation)")
    }
  }

  private func cluster(_ features: [Float], _ preference: Preference) throws -> ExemplarClustering {
    var configuration = ClusteringConfiguration()
    (configuration.normalisation, configuration.preference) = (.raw, preference)
    return try AffinityPropagation(configuration).cluster(features, columnCount: 3, budget: Drawn.budget)
  }
}
