import Foundation

/// Points in a plane, each a link.
struct Scatter {
  /// A point.
  struct Point {
    let x: Double
    let y: Double
    /// What it is.
    let name: String
    let url: String
    /// Whether it stands out.
    let isMarked: Bool
  }

  /// What the axes are.
  let title: String
  /// The plot as an SVG picture.
  let svg: String

  /// - Parameters:
  ///   - title: `stability over clusters`.
  ///   - points: at least one, all finite.
  init(_ title: String, _ points: [Point]) {
    self.title = title
    let (width, height, left, bottom, top) = (420.0, 220.0, 48.0, 24.0, 10.0)
    let (across, up) = (Axis(points.map(\.x)), Axis(points.map(\.y)))
    func x(_ value: Double) -> Double { left + (width - left - 14) * across.share(of: value) }
    func y(_ value: Double) -> Double { height - bottom - (height - bottom - top) * up.share(of: value) }
    let ticks =
      across.ticks.map { value in
        String(
          format: "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%@</text>", x(value), height - 6,
          Self.text(value))
      }
      + up.ticks.map { value in
        String(
          format: "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%@</text>", left - 6, y(value) + 4,
          Self.text(value))
      }
    let marks = points.map { point in
      String(
        format: "<a href=\"%@\" aria-label=\"%@\"><circle class=\"%@\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\">"
          + "<title>%@</title></circle></a>", Self.escaped(point.url), Self.escaped(point.name),
        point.isMarked ? "point marked" : "point", x(point.x), y(point.y), point.isMarked ? 7.0 : 5.0,
        Self.escaped(point.name))
    }
    svg = """
      <svg viewBox="0 0 \(Int(width)) \(Int(height))" role="group" aria-label="\(Self.escaped(title))">\
      <path class="axis" d="M\(left) \(top)V\(height - bottom)H\(width - 8)"/>\(ticks.joined())\(marks.joined())</svg>
      """
  }

  /// The stretch of an axis.
  private struct Axis {
    let low: Double
    let high: Double

    init(_ values: [Double]) {
      let (least, most) = (values.min() ?? 0, values.max() ?? 1)
      let margin = most > least ? 0.05 * (most - least) : max(abs(most) * 0.1, 0.05)
      (low, high) = (least - margin, most + margin)
    }

    var ticks: [Double] {
      let margin = (high - low) / 22
      return [low + margin, (low + high) / 2, high - margin]
    }

    func share(of value: Double) -> Double { (value - low) / (high - low) }
  }

  private static func text(_ value: Double) -> String {
    String(format: abs(value) >= 100 ? "%.0f" : abs(value) >= 10 ? "%.1f" : "%.2f", value)
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(character)
      }
    }
  }
}
