import Foundation
import Reports

/// Points in a plane, each a link; a template draws them.
struct Scatter {
  /// A point of the data.
  struct Point {
    let x: Double
    let y: Double
    /// What it is.
    let name: String
    let url: String
    /// Whether it stands out.
    let isMarked: Bool
  }

  /// A point or a number of an axis in the picture.
  struct Mark {
    let x: String
    let y: String
    /// What a point is, or the number.
    let text: String
    let url: String
    let isMarked: Bool
  }

  /// What the axes are, such as `stability over the number of clusters`.
  let title: String
  let width = 420
  let height = 220
  let points: [Mark]
  /// Numbers below the horizontal axis.
  let numbersAcross: [Mark]
  /// Numbers beside the vertical axis.
  let numbersUp: [Mark]

  /// - Parameter points: at least one, all finite.
  init(_ title: String, _ points: [Point]) {
    self.title = title
    let (width, height, left, bottom, top) = (Double(width), Double(height), 48.0, 24.0, 10.0)
    let (across, up) = (PlotAxis(points.map(\.x), ticks: 4), PlotAxis(points.map(\.y), ticks: 4))
    // Points at the ends of an axis are whole.
    let margin = 12.0
    func x(_ value: Double) -> Double {
      left + margin + (width - left - 14 - 2 * margin) * across.position(of: value)
    }
    func y(_ value: Double) -> Double {
      height - bottom - margin - (height - bottom - top - 2 * margin) * up.position(of: value)
    }
    func mark(_ x: Double, _ y: Double, _ text: String, url: String = "", isMarked: Bool = false) -> Mark {
      Mark(
        x: String(format: "%.1f", x), y: String(format: "%.1f", y), text: text, url: url, isMarked: isMarked)
    }
    self.points = points.map { mark(x($0.x), y($0.y), $0.name, url: $0.url, isMarked: $0.isMarked) }
    numbersAcross = zip(across.ticks, across.tickTexts).map { mark(x($0), height - 6, $1) }
    numbersUp = zip(up.ticks, up.tickTexts).map { mark(left - 6, y($0) + 4, $1) }
  }
}
