import CKernels
import Workbench

/// Spots of healthy photographs, with which others are compared: how much less usual a spot is than these is its novelty.
///
/// Descriptors are standardised, each number by its mean and deviation over the bank's spots of the same polarity. The
/// *distance* of a spot is the mean, over the nearest spots of the bank, of the root mean square of the differences.
/// Novelty is a spot's distance divided by the mean distance of these nearest spots themselves: about 1 for a healthy
/// spot, whether its kind is dense or scattered among the descriptors. Spots of the same patient are left out.
///
/// Source: the local outlier factor of Breunig et al. 2000, definition 7; deviation: mean distances in place of mean
/// reachability distances, which smooth them.
public struct HealthyBank: Sendable {
  /// The spots of one polarity.
  private struct Part {
    let means: [Float]
    let factors: [Float]
    let rows: [Float]
    let patients: [Int32]
    /// The distance of each spot from the others of the bank.
    var distances: [Float] = []

    /// The distance of a spot from the bank, in units of its nearest spots' own distances if these are known; 0 without
    /// any spot to compare with.
    func distance(of spot: UnsafePointer<Float>, skipping patient: Int32, neighbours: Int) -> Float {
      var distance: Float = 0
      let spreads: [Float]? = distances.isEmpty ? nil : distances
      ck_mean_nearest(
        spot, 1, rows, spreads, patients, Int64(patients.count), Int64(means.count), patient,
        Int32(neighbours), &distance)
      return distance
    }

    /// The part with the distances of its own spots. Where another patient has the very same descriptors, or no other
    /// patient has any, a ratio has no meaning: such a spot counts as a thousandth of a deviation, or one, away.
    func measured(neighbours: Int, threadCount: Int) -> Part {
      var result = self
      let hasOthers = Set(patients).count > 1
      result.distances = Parallel.values(count: patients.count, threadCount: threadCount) { index in
        rows.withUnsafeBufferPointer { values in
          guard hasOthers, let base = values.baseAddress else { return 1 }
          return max(
            1e-3,
            distance(of: base + index * means.count, skipping: patients[index], neighbours: neighbours))
        }
      }
      return result
    }
  }

  /// Numbers per descriptor.
  public let dimension: Int
  /// How many of the nearest spots count.
  public let neighbourCount: Int
  private let parts: [Spot.Polarity: Part]
  private let numberOfPatient: [String: Int32]

  /// A bank of spots.
  ///
  /// - Parameters:
  ///   - descriptors: [spots, `dimension`].
  ///   - polarities: one per spot.
  ///   - patients: whose photograph each spot is from.
  ///   - neighbourCount: 1...64.
  ///   - threadCount: how many threads compare the spots of the bank with each other; the result does not depend on it.
  public init(
    descriptors: [Float], dimension: Int, polarities: [Spot.Polarity], patients: [String],
    neighbourCount: Int,
    threadCount: Int
  ) {
    precondition(
      descriptors.count == polarities.count * dimension && patients.count == polarities.count,
      "a spot has a descriptor, a polarity and a patient")
    precondition((1...64).contains(neighbourCount), "at least one neighbour counts")
    self.dimension = dimension
    self.neighbourCount = neighbourCount
    let distinct = Set(patients).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(distinct, 0..<Int32(distinct.count)))
    numberOfPatient = numbers
    parts = Dictionary(
      uniqueKeysWithValues: Spot.Polarity.allCases.map { polarity in
        let spots = polarities.indices.filter { polarities[$0] == polarity }
        let rows = spots.flatMap { descriptors[$0 * dimension..<($0 + 1) * dimension] }
        let (means, factors) = Self.standardisation(of: rows, dimension)
        return (
          polarity,
          Part(
            means: means, factors: factors, rows: Self.standardised(rows, means, factors),
            patients: spots.map { numbers[patients[$0], default: -1] }
          ).measured(neighbours: neighbourCount, threadCount: threadCount)
        )
      })
  }

  /// The novelty of spots of one photograph: 0 or more, 1 for a usual one; 0 if the bank has no spot of the polarity from another patient.
  ///
  /// - Parameter descriptors: [spots, `dimension`].
  public func novelty(
    of descriptors: [Float], polarities: [Spot.Polarity], patient: String, threadCount: Int
  ) -> [Float] {
    precondition(descriptors.count == polarities.count * dimension, "a spot has a descriptor")
    var novelty = [Float](repeating: 0, count: polarities.count)
    for (polarity, part) in parts {
      let spots = polarities.indices.filter { polarities[$0] == polarity }
      let rows = Self.standardised(
        spots.flatMap { descriptors[$0 * dimension..<($0 + 1) * dimension] }, part.means, part.factors)
      let own = numberOfPatient[patient, default: -1]
      let values = Parallel.values(count: spots.count, threadCount: threadCount) { index in
        rows.withUnsafeBufferPointer { rows in
          rows.baseAddress.map {
            part.distance(of: $0 + index * dimension, skipping: own, neighbours: neighbourCount)
          } ?? 0
        }
      }
      for (spot, value) in zip(spots, values) { novelty[spot] = value }
    }
    return novelty
  }

  // MARK: -

  /// The mean of each number, and the factor that makes its deviation 1; 0 for a number that is always the same.
  private static func standardisation(
    of rows: [Float], _ dimension: Int
  ) -> (means: [Float], factors: [Float]) {
    let count = max(1, rows.count / dimension)
    var sums = [Double](repeating: 0, count: dimension)
    for (index, value) in rows.enumerated() { sums[index % dimension] += Double(value) }
    let means = sums.map { $0 / Double(count) }
    var squares = [Double](repeating: 0, count: dimension)
    for (index, value) in rows.enumerated() {
      let difference = Double(value) - means[index % dimension]
      squares[index % dimension] += difference * difference
    }
    return (
      means.map { Float($0) }, squares.map { $0 > 0 ? Float((Double(count) / $0).squareRoot()) : 0 }
    )
  }

  private static func standardised(_ rows: [Float], _ means: [Float], _ factors: [Float]) -> [Float] {
    rows.enumerated().map { index, value in
      (value - means[index % means.count]) * factors[index % means.count]
    }
  }
}
