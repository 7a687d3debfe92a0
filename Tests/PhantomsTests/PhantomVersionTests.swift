import Foundation
import Imaging
import Testing
import TestSupport
import Workbench

@testable import Phantoms

/// Holds version 2 of the drawing still. Figures of runs are compared across months: whoever changes what is drawn
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

  /// Two patients of seed 77 at 480 pixels, grades 2 to 4.
  private static let known = [
    Fingerprint(
      image: "1_left", grade: "4",
      counts: ["EX": 389, "HE": 28, "IRMA": 2, "MA": 45, "NV": 1, "OD": 1, "bright": 2, "unlisted": 2],
      edges: [145031, 127803, 146447, 129224], colour: [162.79, 91.38, 43.39]),
    Fingerprint(
      image: "1_right", grade: "4",
      counts: ["HE": 10, "MA": 7, "NV": 1, "OD": 1, "unlisted": 2],
      edges: [4238, 5401, 4410, 5581], colour: [146.27, 79.56, 39.5]),
    Fingerprint(
      image: "2_left", grade: "2",
      counts: ["EX": 115, "HE": 4, "MA": 10, "OD": 1, "SE": 1, "bright": 1],
      edges: [33237, 25397, 33679, 25843], colour: [126.19, 58.15, 15.85]),
    Fingerprint(
      image: "2_right", grade: "2",
      counts: ["EX": 89, "HE": 6, "MA": 19, "OD": 1],
      edges: [25429, 19586, 25805, 19959], colour: [110.7, 48.6, 14.14]),
  ]

  @Test("version 2 draws what it drew when it was frozen")
  func fingerprint() throws {
    #expect(PhantomConfiguration.generatorVersion == 2)
    var configuration = PhantomConfiguration()
    configuration.patients = 2
    configuration.pixels = 480
    configuration.seed = 77
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
