import Workbench

/// Breaks ties between points that could be each other's exemplar equally well.
///
/// Messages between points in symmetrical positions stay equal for ever, so both or neither become exemplars. Two
/// mutual neighbours far from everything else are enough for that. Other programs add noise. Here each point's
/// preference is raised by a fixed amount below a millionth of the spread of similarities, which depends only on the
/// point's place in the canonical order. Neighbours in that order get very different amounts (multiples of the golden
/// ratio).
///
/// Tie breaks enter the messages only; net similarities, medoids and reports use the preference itself. To see
/// whether a clustering depends on tie breaks, use noise instead: `ClusteringConfiguration.noise`.
enum TieBreaking {
  /// The largest amount, as a fraction of the spread of similarities: a few steps of f32.
  static let largestFraction = 0x1p-20

  /// What tie breaks are a fraction of: the size of differences between similarities; if all are equal, of a similarity,
  /// and 1 if all are 0.
  static func scale(smallest: Double, largest: Double) -> Double {
    if largest > smallest { return largest - smallest }
    return largest == 0 ? 1 : abs(largest)
  }

  /// What is added to the preference of each of `count` points. With `noise`, these are normally distributed numbers
  /// with that deviation, as a fraction of the spread, drawn for the point's place in the canonical order.
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
