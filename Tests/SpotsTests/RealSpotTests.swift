import Clustering
import Foundation
import Fundus
import Spots
import Testing
import TestSupport
import Workbench

/// Spots of the first six outlined photographs. The others are kept for reports, so nothing is chosen on them.
@Suite(.withRealData)
struct RealSpotTests {
  private struct Row {
    let polarity: Spot.Polarity
    /// The type of most lesions that the spot lies in; nil if it lies in none.
    let type: LesionType?
    let descriptor: ArraySlice<Float>
  }

  private static let pixels = 1230
  private static let pictureCount = 6
  private let budget = ResourceBudget(threadCount: 2, memoryBytes: 4 << 30)

  private func rows() throws -> [Row] {
    let root = try #require(RealData.folder).appendingPathComponent("idrid-lesions")
    let cache = try TemporaryFolder()
    let source = DataSource(
      root: root, layout: .table(ManifestTable(file: "labels.csv")), lesionTables: ["lesion_boxes.csv"])
    let set = try PictureStore(folder: cache.url).prepare(
      source.manifest(), PreparationConfiguration(viewPixels: 224, zoomPixels: Self.pixels), budget: budget)
    var configuration = SpotConfiguration()
    configuration.proposalCount = configuration.count
    let finder = SpotFinder(configuration)
    return try (0..<Self.pictureCount).flatMap { index in
      let picture = ContrastPicture(try set.zoom(index), reach: finder.configuration.contrastReach)
      let spots = finder.spots(of: picture, budget: budget)
      let descriptors = RadialProfile().descriptors(of: spots, in: picture)
      let lesions = set.lesions(index, side: Self.pixels).filter { $0.type != .opticDisc }
      return spots.enumerated().map { position, spot in
        let types = lesions.filter { Self.holds($0.box, spot) }.map(\.type)
        let counts = Dictionary(grouping: types) { $0 }.mapValues(\.count)
        let first = position * RadialProfile.dimension
        return Row(
          polarity: spot.polarity,
          type: counts.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key,
          descriptor: descriptors[first..<first + RadialProfile.dimension])
      }
    }
  }

  /// Whether a spot lies in a box, or less than two pixels outside.
  private static func holds(_ box: Box, _ spot: Spot) -> Bool {
    let margin: Float = 1.5
    return spot.x >= box.minX - margin && spot.x <= box.maxX + margin && spot.y >= box.minY - margin
      && spot.y <= box.maxY + margin
  }

  @Test func `spots are lesions far more often than places at random, and their profiles tell which`() throws
  {
    let rows = try rows()
    for (polarity, types, least) in [
      (Spot.Polarity.dark, Set<LesionType>([.microaneurysm, .haemorrhage]), 0.15),
      (.bright, [.hardExudate, .softExudate], 0.4),
    ] {
      let own = rows.filter { $0.polarity == polarity }
      #expect(own.count == 60 * Self.pictureCount)
      let classes = own.map { row in row.type.map { types.contains($0) ? 1 : 2 } ?? 0 }
      let share = Double(classes.count { $0 == 1 }) / Double(own.count)
      var configuration = ClusteringConfiguration()
      (configuration.normalisation, configuration.preference) = (.standardised, .count(14))
      let clusters = try AffinityPropagation(configuration).cluster(
        own.flatMap(\.descriptor), columnCount: RadialProfile.dimension, budget: budget
      ).labels
      let information = PartitionMeasures.adjustedMutualInformation(clusters, classes)
      #expect(share > least && information > 0.1, "\(polarity): \(share), \(information)")
    }
  }
}
