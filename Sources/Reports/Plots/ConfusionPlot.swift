import Foundation
import Imaging
import Scoring
import Workbench

/// How often each true grade was taken for each grade: counts, and their fractions of the row.
struct ConfusionPlot {
  let split: String
  /// What decided the grades.
  let head: String
  let report: GradingReport

  private static let gradeCount = ConfusionMatrix.gradeCount
  /// From no picture of a row to all of them.
  private static let colours = (none: Colour(hex: 0xF2F5F8), all: Colour(hex: 0x00508C))

  /// The figure.
  var figure: Figure {
    let side = Float(Self.gradeCount) * 78
    var panel = Panel(
      title: "", across: PlotAxis(places: (0..<Self.gradeCount).map { "\($0)" }), "predicted grade",
      up: PlotAxis(
        places: (0..<Self.gradeCount).map { "\($0)  (n = \(report.gradeCounts[$0]))" }, isDescending: true),
      "true grade (pictures)", marks: cells)
    (panel.width, panel.height) = (side, side)
    panel.hasGrid = false
    return Figure(
      title: "Quadratic kappa \(report.kappa.prose), \(split)",
      notes: [
        "Grades by \(head): \(Counted.text(report.pictureCount, "picture")) of \(Counted.text(report.patientCount, "patient")), accuracy \(report.accuracy.prose).",
        "In each cell: pictures, and their share of the row.", "Intervals are 95 %, by patient.",
      ], rows: [[panel]])
  }

  // MARK: -

  private var cells: [PlotMark] {
    (0..<Self.gradeCount).flatMap { truth in
      (0..<Self.gradeCount).map { predicted in
        let count = report.confusion[truth * Self.gradeCount + predicted]
        let all = report.gradeCounts[truth]
        let fraction = all > 0 ? Double(count) / Double(all) : 0
        return .cell(
          PlotPlace(Double(predicted), Double(truth)), Self.colour(fraction),
          all > 0 ? ["\(count)", String(format: "%.0f %%", 100 * fraction)] : ["\(count)"])
      }
    }
  }

  private static func colour(_ fraction: Double) -> Colour {
    func mixed(_ component: KeyPath<Colour, UInt8>) -> UInt8 {
      let (low, high) = (Double(colours.none[keyPath: component]), Double(colours.all[keyPath: component]))
      return UInt8((low + fraction * (high - low)).rounded())
    }
    return Colour(red: mixed(\.red), green: mixed(\.green), blue: mixed(\.blue))
  }
}
