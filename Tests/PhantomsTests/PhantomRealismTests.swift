import Foundation
import Imaging
import Testing
import TestSupport
import Workbench

@testable import Phantoms

/// Drawn pictures beside real photographs; `ZOOMIN_REAL_DATA` names the folder that holds `idrid-lesions`.
///
/// `Tests/Peers/phantom_realism.py` prints what these few numbers stand for: every histogram and its distance.
@Suite(
  "Phantoms: beside real photographs",
  .withRealData)
struct PhantomRealismTests {
  private struct Sample {
    var sides: [String: [Double]] = [:]
    var contrasts: [String: [Double]] = [:]
    var backgrounds: [[Double]] = []
  }

  @Test("sizes, contrasts and colours of drawn lesions lie among those of real ones")
  func compare() throws {
    let root = try #require(RealData.folder).appendingPathComponent("idrid-lesions")
    let photographs = try measure(
      try CSVTable(contentsOf: root.appendingPathComponent("lesion_boxes.csv")),
      in: root.appendingPathComponent("images"), suffix: "", limit: 6)

    let folder = try TemporaryFolder().url
    var configuration = PhantomConfiguration()
    configuration.patients = 8
    configuration.seed = 78
    // The grades of the first six photographs of `idrid-lesions`; the others are kept for scoring.
    configuration.gradeFractions = [0, 0, 0.6, 0.4, 0]
    try PhantomGenerator(configuration).draw(to: folder)
    let drawn = try measure(
      try CSVTable(contentsOf: folder.appendingPathComponent("lesion_boxes.csv")),
      in: folder.appendingPathComponent("images"), suffix: ".jpeg", limit: 16)

    for type in ["MA", "HE", "EX"] {
      let a = median(photographs.sides[type] ?? []), b = median(drawn.sides[type] ?? [])
      // A third either way: the masks were drawn by hand, with a margin.
      #expect(abs(b / a - 1) < 0.34, "\(type): side \(b) of the disc, real \(a)")
      // Random halves of the real photographs are 0.09 (EX) to 0.15 (HE) from each other.
      let distance = kolmogorovSmirnov(photographs.sides[type] ?? [], drawn.sides[type] ?? [])
      #expect(distance < 0.25, "\(type): sides are \(distance) apart")
      let c = median(photographs.contrasts[type] ?? []), d = median(drawn.contrasts[type] ?? [])
      // The same sign, and as strong within a factor of 2.5: here the surroundings may hold other lesions, which the
      // peer script leaves out.
      #expect(
        (c < 1) == (d < 1) && abs(d - 1) < 2.5 * abs(c - 1) && abs(c - 1) < 2.5 * abs(d - 1),
        "\(type): green ratio \(d), real \(c)")
    }
    // Six photographs have one soft exudate: those drawn are held against the median of all of IDRiD, 0.27.
    let clouds = drawn.sides["SE"] ?? []
    #expect(clouds.count > 4)
    #expect(abs(median(clouds) / 0.27 - 1) < 0.34, "SE: side \(median(clouds)) of the disc")
    for channel in 0..<3 {
      let a = photographs.backgrounds.map { $0[channel] }.sorted(), b = drawn.backgrounds.map { $0[channel] }
      // The drawn median lies within the range of the photographs, widened by 20 of 255.
      #expect(median(b) > a[0] - 20 && median(b) < a[a.count - 1] + 20, "channel \(channel)")
    }
  }

  @Test("the distance of two samples: nothing for equal ones, one for separate ones, and ties count once")
  func distance() {
    #expect(kolmogorovSmirnov([1, 2, 3], [1, 2, 3]) == 0)
    #expect(kolmogorovSmirnov([1, 2], [3, 4, 5]) == 1)
    #expect(kolmogorovSmirnov([1, 1, 2, 2], [1, 2, 2, 2]) == 0.25)
  }

  // MARK: -

  /// The largest difference between two empirical distributions.
  private func kolmogorovSmirnov(_ first: [Double], _ second: [Double]) -> Double {
    let a = first.sorted(), b = second.sorted()
    var i = 0, j = 0, largest = 0.0
    while i < a.count && j < b.count {
      let value = min(a[i], b[j])
      while i < a.count && a[i] == value { i += 1 }
      while j < b.count && b[j] == value { j += 1 }
      largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    return largest
  }

  private func measure(_ table: CSVTable, in folder: URL, suffix: String, limit: Int) throws -> Sample {
    var sample = Sample()
    let pictures = Dictionary(grouping: table.rows, by: { $0.cells[0] }).sorted { $0.key < $1.key }
    for (image, rows) in pictures.prefix(limit) {
      let raster = try Raster.load(folder.appendingPathComponent(image + suffix))
      func samples(_ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int, channel: Int) -> [Double] {
        var values: [Double] = []
        for y in max(0, y0)..<min(raster.height, max(y1, y0 + 1)) {
          for x in max(0, x0)..<min(raster.width, max(x1, x0 + 1)) {
            values.append(Double(raster.samples[(y * raster.width + x) * 3 + channel]))
          }
        }
        return values
      }
      let boxes = rows.map { row in (type: row.cells[1], box: row.cells[2...].compactMap { Double($0) }) }
      guard let disc = boxes.first(where: { $0.type == "OD" })?.box else { continue }
      for (type, box) in boxes where type != "OD" && sample.contrasts[type, default: []].count < 400 {
        let side = ((box[2] - box[0]) * (box[3] - box[1])).squareRoot()
        sample.sides[type, default: []].append(side / (disc[3] - disc[1]))
        let x = Int((box[0] + box[2]) / 2), y = Int((box[1] + box[3]) / 2)
        let inner = Int(side / 6), outer = Int(side)
        let within = median(samples(x - inner, y - inner, x + inner + 1, y + inner + 1, channel: 1))
        let around = median(
          samples(x - outer, y - outer, x - outer + 3, y + outer, channel: 1)
            + samples(x + outer - 3, y - outer, x + outer, y + outer, channel: 1))
        sample.contrasts[type, default: []].append((within + 1) / (around + 1))
      }
      let x = raster.width / 2, y = raster.height / 2
      sample.backgrounds.append((0..<3).map { median(samples(x - 60, y - 60, x + 60, y + 60, channel: $0)) })
    }
    return sample
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }
}
