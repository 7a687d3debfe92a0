import Foundation

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
    let (across, up) = (Axis(points.map(\.x)), Axis(points.map(\.y)))
    func x(_ value: Double) -> Double { left + (width - left - 14) * across.share(of: value) }
    func y(_ value: Double) -> Double { height - bottom - (height - bottom - top) * up.share(of: value) }
    func mark(_ x: Double, _ y: Double, _ text: String, url: String = "", isMarked: Bool = false) -> Mark {
      Mark(
        x: String(format: "%.1f", x), y: String(format: "%.1f", y), text: text, url: url, isMarked: isMarked)
    }
    self.points = points.map { mark(x($0.x), y($0.y), $0.name, url: $0.url, isMarked: $0.isMarked) }
    numbersAcross = across.ticks.map { mark(x($0), height - 6, Self.text($0)) }
    numbersUp = up.ticks.map { mark(left - 6, y($0) + 4, Self.text($0)) }
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
}
