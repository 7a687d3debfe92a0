/// A circle fitted to points of which some are outliers.
struct CircleFit {
  let centreX: Double
  let centreY: Double
  let radius: Double
  /// The median distance of all points from the circle, over the radius.
  let medianResidualFraction: Double
  /// The fraction of the points that lie within 1.5 % of the radius of the circle.
  let inlierFraction: Double
  /// The fraction of 36 directions in which there is such a point.
  let arcFraction: Double

  /// Fits by least squares (Kåsa 1976), then repeatedly to the closest points, so that notches, flares and lettering at
  /// the rim do not count.
  ///
  /// - Returns: nil if the points determine no circle.
  init?(through points: [(x: Double, y: Double)]) {
    guard points.count >= 16 else { return nil }
    var chosen = points
    var circle: (x: Double, y: Double, radius: Double)?
    for _ in 0..<12 {
      guard let fitted = Self.leastSquares(chosen) else { return nil }
      circle = fitted
      let residuals = points.map { abs(Self.distance($0, fitted)) }
      let limit = max(0.75, 2.5 * Self.median(residuals))
      let next = zip(points, residuals).filter { $0.1 <= limit }.map(\.0)
      guard next.count >= 16 else { return nil }
      if next.count == chosen.count { break }
      chosen = next
    }
    guard let circle, circle.radius.isFinite, circle.radius > 0 else { return nil }
    let residuals = points.map { abs(Self.distance($0, circle)) }
    let inliers = zip(points, residuals).filter { $0.1 <= 0.015 * circle.radius }.map(\.0)
    centreX = circle.x
    centreY = circle.y
    radius = circle.radius
    medianResidualFraction = Self.median(residuals) / circle.radius
    inlierFraction = Double(inliers.count) / Double(points.count)
    arcFraction = Self.arcFraction(of: inliers, around: circle)
  }

  // MARK: -

  private static func leastSquares(
    _ points: [(x: Double, y: Double)]
  ) -> (x: Double, y: Double, radius: Double)? {
    let count = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / count
    let meanY = points.reduce(0) { $0 + $1.y } / count
    var (xx, xy, yy, xz, yz, z) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for point in points {
      let x = point.x - meanX
      let y = point.y - meanY
      let square = x * x + y * y
      xx += x * x
      xy += x * y
      yy += y * y
      xz += x * square
      yz += y * square
      z += square
    }
    let determinant = xx * yy - xy * xy
    guard determinant > 1e-9 * (xx + yy) * (xx + yy) else { return nil }
    let x = (xz * yy - yz * xy) / (2 * determinant)
    let y = (yz * xx - xz * xy) / (2 * determinant)
    return (x + meanX, y + meanY, (z / count + x * x + y * y).squareRoot())
  }

  private static func distance(
    _ point: (x: Double, y: Double), _ circle: (x: Double, y: Double, radius: Double)
  ) -> Double {
    let dx = point.x - circle.x
    let dy = point.y - circle.y
    return (dx * dx + dy * dy).squareRoot() - circle.radius
  }

  /// Counts directions without trigonometric functions, because libraries round those differently.
  private static func arcFraction(
    of points: [(x: Double, y: Double)], around circle: (x: Double, y: Double, radius: Double)
  ) -> Double {
    var seen = Set<Int>()
    for point in points {
      let x = point.x - circle.x
      let y = point.y - circle.y
      // The diamond angle runs 0 ..< 4 around the circle and is monotonous in the true angle.
      let length = abs(x) + abs(y)
      guard length > 0 else { continue }
      let quarter =
        y >= 0 ? (x >= 0 ? y / length : 1 - x / length) : (x < 0 ? 2 - y / length : 3 + x / length)
      seen.insert(min(35, Int(quarter * 9)))
    }
    return Double(seen.count) / 36
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
