import CKernels
import Workbench

/// Spots of healthy photographs, with which others are compared. Novelty says how unlike them a spot is.
///
/// Descriptors are standardised, each number by its mean and deviation over the bank's spots of the same polarity. The
/// *distance* of a spot is the mean, over the nearest spots of the bank, of the root mean square of the differences.
/// Novelty is a spot's distance divided by the mean distance of these nearest spots from the rest of the bank: about 1 for
/// a healthy spot, whether spots of its kind are alike or not. Spots of the same patient are left out.
///
/// Source: the local outlier factor of Breunig et al. 2000, definition 7; deviations: mean distances in place of mean
/// reachability distances, which smooth them, and a ratio of means in place of a mean of ratios.
public struct HealthyBank: Sendable {
  /// The spots of one polarity, standardised.
  private struct Part {
    let means: [Float]
    let factors: [Float]
    let rows: [Float]
    let patients: [Int32]
    let neighbourCount: Int

    /// The mean distance of a spot from the nearest of other patients; 0 if there is none.
    ///
    /// - Parameter units: what the mean is divided by, one number for each spot of the part: the mean of those of the
    ///   nearest spots.
    func distance(of spot: UnsafePointer<Float>, patient: Int32, in units: [Float]?) -> Float {
      var distance: Float = 0
      ck_mean_nearest(
        spot, 1, rows, units, patients, Int64(patients.count), Int64(means.count), patient,
        Int32(neighbourCount), &distance)
      return distance
    }

    /// The distances of the part's own spots, with which others are divided: at least a thousandth of a deviation, because
    /// two patients may have the very same descriptors, and 1 if all spots are of one patient.
    func ownDistances(threadCount: Int) -> [Float] {
      guard Set(patients).count > 1 else { return patients.map { _ in 1 } }
      return Parallel.values(count: patients.count, threadCount: threadCount) { index in
        rows.withUnsafeBufferPointer { rows in
          let spot = rows.baseAddress.map { $0 + index * means.count }
          return max(1e-3, spot.map { distance(of: $0, patient: patients[index], in: nil) } ?? 0)
        }
      }
    }
  }

  /// Numbers per descriptor.
  public let dimension: Int
  /// How many of the nearest spots count.
  public let neighbourCount: Int
  private let parts: [Spot.Polarity: (spots: Part, distances: [Float])]
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
    neighbourCount: Int, threadCount: Int
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
        let part = Part(
          means: means, factors: factors, rows: Self.standardised(rows, means, factors),
          patients: spots.map { numbers[patients[$0], default: -1] }, neighbourCount: neighbourCount)
        return (polarity, (part, part.ownDistances(threadCount: threadCount)))
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
    for (polarity, (part, distances)) in parts {
      let spots = polarities.indices.filter { polarities[$0] == polarity }
      let rows = Self.standardised(
        spots.flatMap { descriptors[$0 * dimension..<($0 + 1) * dimension] }, part.means, part.factors)
      let own = numberOfPatient[patient, default: -1]
      let values = Parallel.values(count: spots.count, threadCount: threadCount) { index in
        rows.withUnsafeBufferPointer { rows in
          rows.baseAddress.map {
            part.distance(of: $0 + index * dimension, patient: own, in: distances)
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
