import Discovery
import Foundation
import Fundus
import Runs
import Scoring
import Workbench
import ZoomInNet

/// The files that `zoomin predict` writes, and their columns.
struct PredictionFolder {
  /// The folder.
  let url: URL

  /// One row per picture: its grade where it is known, the predicted one, and the probabilities.
  var predictions: URL { url.appendingPathComponent("predictions.csv") }
  /// One row per region of the attention.
  var regions: URL { url.appendingPathComponent("regions.csv") }
  /// The pictures that could not be read.
  var skipped: URL { url.appendingPathComponent("skipped.csv") }
  /// A panel for every picture, as in Fig. 3 of the paper.
  func panel(_ id: String) -> URL {
    url.appendingPathComponent("panels/\(AttentionRun.fileName(of: id)).png")
  }
  /// G of a level over the picture; of level 0 the picture with all regions.
  func overlay(_ id: String, level: Int) -> URL {
    let what = level == 0 ? "regions" : "level-\(level)"
    return url.appendingPathComponent("overlays/\(AttentionRun.fileName(of: id))-\(what).jpg")
  }

  /// The rows of all pictures.
  ///
  /// - Parameters:
  ///   - readings: what the network said, in the order of the table.
  ///   - deciding: the probabilities that decide the grade.
  static func predictions(
    _ readings: PictureReadings, of set: PreparedSet, decidedBy deciding: HeadConfiguration.Decision
  ) -> String {
    let heads = [deciding] + readings.heads.filter { $0 != deciding }.reversed()
    var writer = CSVWriter(
      columns: ["image", "path", "patient", "eye", "grade", "predicted", "referable"]
        + heads.flatMap { head in (0..<Grade.count).map { "\(head.rawValue)_\($0)" } })
    for index in readings.indices {
      let (entry, reading) = (set.manifest.entries[index], readings[index])
      let row = PredictionTable.Row(entry, reading, decidedBy: deciding)
      let referable = GradePredictions.referableScore(reading.probabilities[deciding] ?? [])
      writer.append(
        [
          row.image, set.manifest.url(of: entry).path, row.patient, row.eye,
          row.grade.map { "\($0)" } ?? "", "\(row.predicted)", CSVWriter.number(referable),
        ] + heads.flatMap { (reading.probabilities[$0] ?? []).map { CSVWriter.number($0) } })
    }
    return writer.text
  }

  /// The rows of all regions, their boxes in pixels of the source.
  static func regions(_ readings: PictureReadings, of set: PreparedSet, zoomPixels: Int) -> String {
    let edges = ["x0", "y0", "x1", "y1"]
    var writer = CSVWriter(
      columns: ["image", "rank", "level", "response", "row", "column"] + edges.map { "crop_\($0)" }
        + edges.map { "window_\($0)" })
    for index in readings.indices {
      let (entry, picture) = (set.manifest.entries[index], set.pictures[index])
      for (rank, region) in readings[index].regions.enumerated() {
        let boxes = [region.cropZoom, region.windowZoom].map { picture.sourceBox($0, fromSide: zoomPixels) }
        writer.append(
          [
            entry.id, "\(rank)", "\(region.level)", CSVWriter.number(region.response), "\(region.row)",
            "\(region.column)",
          ] + boxes.flatMap { [$0.minX, $0.minY, $0.maxX, $0.maxY].map { CSVWriter.number($0) } })
      }
    }
    return writer.text
  }
}
