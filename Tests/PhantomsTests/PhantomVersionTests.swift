import Foundation
import Imaging
import Testing
import TestSupport
import Workbench

@testable import Phantoms

/// Holds version 1 of the drawing still. Figures of runs are compared across months: whoever changes what is drawn
/// raises `PhantomConfiguration.generatorVersion`, gives the reason from real photographs, and renews this table.
@Suite("Phantoms: the version")
struct PhantomVersionTests {
  private struct Fingerprint {
    let image: String, grade: String
    /// Boxes by type, of the three tables together.
    let counts: [String: Int]
    /// The four edges, each summed over all boxes.
    let edges: [Int]
    /// Mean red, green and blue of the file.
    let colour: [Double]
  }

  /// Two patients of seed 1 at 480 pixels, grades 2 to 4.
  private static let known = [
    Fingerprint(
      image: "1_left", grade: "2", counts: ["EX": 7, "FH": 1, "HE": 7, "MA": 4, "OD": 1, "unlisted": 2],
      edges: [4995, 5131, 5143, 5286], colour: [126.88, 59.82, 12.69]),
    Fingerprint(
      image: "1_right", grade: "2",
      counts: ["EX": 62, "FH": 1, "HE": 4, "MA": 17, "OD": 1, "bright": 2, "dark": 1],
      edges: [21859, 21353, 22184, 21689], colour: [130.91, 56.73, 13.81]),
    Fingerprint(
      image: "2_left", grade: "2", counts: ["EX": 21, "HE": 3, "MA": 10, "OD": 1, "SE": 1, "dark": 1],
      edges: [9423, 9883, 9649, 10108], colour: [122.49, 58.39, 32.89]),
    Fingerprint(
      image: "2_right", grade: "3",
      counts: ["EX": 25, "FH": 2, "HE": 24, "IRMA": 2, "MA": 14, "OD": 1, "unlisted": 1],
      edges: [15299, 15674, 15694, 16074], colour: [134.05, 64.4, 36.63]),
  ]

  @Test("version 1 draws what it drew when its first figures were read")
  func fingerprint() throws {
    #expect(PhantomConfiguration.generatorVersion == 1)
    var configuration = PhantomConfiguration()
    configuration.patients = 2
    configuration.pixels = 480
    configuration.gradeFractions = [0, 0, 0.4, 0.3, 0.3]
    let folder = try TemporaryFolder()
    try PhantomGenerator(configuration).draw(
      to: folder.url, budget: ResourceBudget(threadCount: 1, memoryBytes: 1 << 30))
    let manifest = try CSVTable(contentsOf: folder.url.appendingPathComponent("manifest.csv"))
    let boxes = try ["lesion_boxes.csv", "truth/unlisted.csv", "truth/controls.csv"].flatMap {
      try CSVTable(contentsOf: folder.url.appendingPathComponent($0)).rows.map(\.cells)
    }
    #expect(manifest.rows.count == Self.known.count)
    for (row, known) in zip(manifest.rows, Self.known) {
      #expect(row.cells[0] == known.image && row.cells[4] == known.grade)
      let own = boxes.filter { $0[0] == known.image }
      #expect(Dictionary(grouping: own, by: { $0[1] }).mapValues(\.count) == known.counts, "\(known.image)")
      for edge in 0..<4 {
        let sum = own.reduce(0) { $0 + (Int($1[2 + edge]) ?? 0) }
        // Mathematical functions of another machine may move an edge by a pixel here and there.
        #expect(abs(sum - known.edges[edge]) <= own.count / 8, "\(known.image): \(sum)")
      }
      let raster = try Raster.load(folder.url.appendingPathComponent(row.cells[1]))
      for channel in 0..<3 {
        let values = stride(from: channel, to: raster.samples.count, by: 3)
        let mean =
          values.reduce(0.0) { $0 + Double(raster.samples[$1]) } / Double(raster.width * raster.height)
        // Decoders round differently; a change of the drawing moves more than a tenth of a level.
        #expect(abs(mean - known.colour[channel]) < 0.1, "\(known.image), channel \(channel): \(mean)")
      }
    }
  }
}
