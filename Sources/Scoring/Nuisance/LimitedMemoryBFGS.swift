/// Minimises a smooth convex function from its values and gradients.
///
/// Source: Nocedal and Wright 2006, algorithms 7.4 and 7.5. Deviation: the step is halved until the value decreases
/// enough (Armijo) or, where rounding hides that, the slope has decreased; pairs without positive curvature are
/// skipped.
struct LimitedMemoryBFGS {
  let maximumIterations: Int
  /// The minimisation ends when no component of the gradient is larger than this.
  let tolerance: Double
  private(set) var hasConverged = false
  private let memory = 20

  init(maximumIterations: Int, tolerance: Double) {
    self.maximumIterations = maximumIterations
    self.tolerance = tolerance
  }

  /// The place of the minimum; `evaluate` writes the gradient and returns the value.
  mutating func minimise(
    from start: [Double], _ evaluate: (_ place: [Double], _ gradient: inout [Double]) -> Double
  ) -> [Double] {
    var place = start
    var gradient = [Double](repeating: 0, count: start.count)
    var value = evaluate(place, &gradient)
    var pairs: [(step: [Double], change: [Double])] = []
    for _ in 0..<maximumIterations {
      guard gradient.contains(where: { abs($0) > tolerance }) else {
        hasConverged = true
        break
      }
      var direction = Self.direction(gradient, pairs)
      var slope = Self.dot(direction, gradient)
      if slope >= 0 {
        pairs.removeAll()
        direction = gradient.map { -$0 }
        slope = -Self.dot(gradient, gradient)
      }
      var length = pairs.isEmpty ? min(1, 1 / Self.dot(gradient, gradient).squareRoot()) : 1
      var next = place
      var nextGradient = gradient
      var nextValue = value
      var hasFallen = false
      for _ in 0..<60 where !hasFallen {
        for index in place.indices { next[index] = place[index] + length * direction[index] }
        nextValue = evaluate(next, &nextGradient)
        // Near the minimum, rounding hides the decrease of the value, but the slope still shows it.
        hasFallen =
          nextValue <= value + 1e-4 * length * slope
          || nextValue <= value + 1e-13 * abs(value) && abs(Self.dot(nextGradient, direction)) <= -0.9 * slope
        length /= 2
      }
      // Neither value nor slope decreases any more: f64 allows no better minimum.
      guard hasFallen else { break }
      let step = zip(next, place).map { $0 - $1 }
      let change = zip(nextGradient, gradient).map { $0 - $1 }
      if Self.dot(step, change) > 1e-14 * Self.dot(change, change) {
        pairs.append((step, change))
        if pairs.count > memory { pairs.removeFirst() }
      }
      (place, gradient, value) = (next, nextGradient, nextValue)
    }
    return place
  }

  // MARK: -

  private static func direction(
    _ gradient: [Double], _ pairs: [(step: [Double], change: [Double])]
  ) -> [Double] {
    var result = gradient.map { -$0 }
    guard let last = pairs.last else { return result }
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = dot(pair.step, result) / dot(pair.step, pair.change)
      factors.append(factor)
      for index in result.indices { result[index] -= factor * pair.change[index] }
    }
    let scale = dot(last.step, last.change) / dot(last.change, last.change)
    for index in result.indices { result[index] *= scale }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let correction = factor - dot(pair.change, result) / dot(pair.step, pair.change)
      for index in result.indices { result[index] += correction * pair.step[index] }
    }
    return result
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for index in x.indices { sum += x[index] * y[index] }
    return sum
  }
}
