import Discovery
import Imaging
import Workbench

/// The grades of a cluster's regions as a bar with a legend.
public enum GradeBar {
  /// HTML with an SVG picture; empty if no grades are known.
  public static func html(_ grades: GradeCounts?) -> String {
    guard let grades else { return "" }
    let entries = grades.entries.filter { $0.count > 0 }
    let total = Double(entries.map(\.count).reduce(0, +))
    var start = 0.0
    var parts = ""
    var legend = ""
    for entry in entries {
      let width = 100 * Double(entry.count) / total
      let colour = GradePalette.colour(of: entry.grade).hexadecimal
      parts += "<rect x=\"\(short(start))\" width=\"\(short(width))\" height=\"10\" fill=\"\(colour)\"/>"
      legend +=
        "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect width=\"10\" height=\"10\" fill=\"\(colour)\"/></svg>"
        + "\(name(entry.grade)) \(Counted.text(entry.count))</li>"
      start += width
    }
    return
      "<svg class=\"gradebar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\(parts)</svg>"
      + "<ul class=\"legend\" aria-label=\"Regions by the grade of their picture\">\(legend)</ul>"
  }

  private static func name(_ grade: Int?) -> String {
    grade.map { "\($0) \(GradePalette.name(of: $0))" } ?? GradePalette.name(of: nil)
  }

  private static func short(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
