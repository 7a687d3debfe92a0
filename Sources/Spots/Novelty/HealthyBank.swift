import CKernels
import Workbench

/// Spots of healthy photographs, with which others are compared: how far a spot is from all of them is its novelty.
///
/// Descriptors are standardised, each number by its mean and deviation over the bank's spots of the same polarity.
/// Novelty is the mean over the nearest spots of the bank of the root mean square of the differences, so it is about as
/// large for descriptors of any length. Spots of the same patient are left out: a photograph is not compared with itself.
///
/// Source: distance to the nearest neighbours as a measure of novelty, as in Knorr and Ng 1998; deviation: the mean of
/// several.
public struct HealthyBank: Sendable {
  /// The spots of one polarity.
  private struct Part {
    let means: [Float]
    let factors: [Float]
    let rows: [Float]
    let patients: [Int32]
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
  public init(
    descriptors: [Float], dimension: Int, polarities: [Spot.Polarity], patients: [String], neighbourCount: Int
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
            patients: spots.map { numbers[patients[$0], default: -1] })
        )
      })
  }

  /// The novelty of spots of one photograph: 0 or more, 0 if the bank has no spot of the polarity from another patient.
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
        var mean: Float = 0
        rows.withUnsafeBufferPointer { rows in
          guard let base = rows.baseAddress else { return }
          ck_mean_nearest(
            base + index * dimension, 1, part.rows, part.patients, Int64(part.patients.count),
            Int64(dimension), own, Int32(neighbourCount), &mean)
        }
        return mean
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
