import NeuralNet

/// Numbers that `Tests/Peers/networks_golden.py` makes by the same formula.
enum DrawnNumbers {
  /// Prime, so that no two filters are the same piece of the table.
  private static let period = 65_521

  /// -1 ..< 1 by a linear congruential generator.
  private static let table: [Float] = {
    var word: UInt32 = 1
    return (0..<period).map { _ in
      word = word &* 1_664_525 &+ 1_013_904_223
      return Float(word >> 8) * 0x1p-23 - 1
    }
  }()

  /// A piece of the table, begun again at its end.
  static func values(count: Int, place: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { target, filled in
      copy(table, into: UnsafeMutableBufferPointer(rebasing: target[..<count]), place: place)
      filled = count
    }
  }

  /// Weights of about unit gain, statistics near 0 and 1, for every array in the order of names.
  static func fill(_ parameters: Parameters) {
    for (place, name) in parameters.names.sorted().enumerated() {
      guard let description = parameters.description(of: name) else { continue }
      let (factor, summand): (Float, Float) =
        switch description.role {
        case .weight, .restingWeight:
          (Float((6 / Double(description.valueCount / description.shape[0])).squareRoot()), 0)
        case .scale: (0.3, 1)
        case .runningVariance: (0.5, 1)
        case .bias, .shift, .runningMean: (0.1, 0)
        }
      let scaled = table.map { factor * $0 + summand }
      parameters.withMutableValues(of: name) { copy(scaled, into: $0, place: place) }
    }
  }

  private static func copy(_ table: [Float], into target: UnsafeMutableBufferPointer<Float>, place: Int) {
    var start = place * 7919 % period
    var done = 0
    while done < target.count {
      let end = min(period, start + target.count - done)
      _ = UnsafeMutableBufferPointer(rebasing: target[done...]).update(fromContentsOf: table[start..<end])
      done += end - start
      start = 0
    }
  }
}
