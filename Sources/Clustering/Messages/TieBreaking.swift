import Workbench

/// What decides where two points could stand for each other equally well.
///
/// Messages between points in a symmetrical position stay equal for ever, so that both or neither become exemplars:
/// two mutual neighbours far from everything else are enough. Other programs add noise; here each point's preference is
/// raised by a fixed amount below a millionth of the spread of similarities, which depends on the point's place in the
/// canonical order alone. Neighbours in that order get amounts far apart (multiples of the golden ratio). It steers the
/// messages only: net similarities, medoids and what is reported know the preference itself. Who wants noise instead, to
/// see whether a clustering hangs on it, sets `ClusteringConfiguration.noise`.
enum TieBreaking {
  /// The largest amount, as a part of the spread of similarities: a few steps of f32.
  static let largestFraction = 0x1p-20

  /// What is added to the preference of each of `count` points; with `noise`, normal numbers of that deviation, as a
  /// part of the spread, drawn for the point's place in the canonical order.
  static func amounts(count: Int, spread: Double, noise: Double = 0, seed: Int = 0) -> [Double] {
    if noise > 0 {
      return (0..<count).map { point in
        var stream = RandomStream(seed: UInt64(seed), purpose: "clustering noise", items: point)
        return stream.normal(deviation: noise * spread)
      }
    }
    let golden = (5.0.squareRoot() - 1) / 2
    return (0..<count).map { point in
      let multiple = Double(point + 1) * golden
      return largestFraction * spread * (multiple - multiple.rounded(.down))
    }
  }
}
