import Fundus
import NeuralNet

/// How predictions are made with a trained network.
public struct PredictionConfiguration: Hashable, Sendable {
  /// The trained heads. Without C-Net no patches are cut.
  public var heads: Set<Head>
  /// The heads whose mean is y.
  public var combined: Set<Head>
  /// The orientations in which each picture is read; probabilities are the mean over them. G, M and the regions are those
  /// of the first one, upright.
  public var orientations: [Orientation]
  /// Patients per batch. Results do not depend on it.
  public var batchPatientCount: Int
  /// The number of parts into which oneDNN splits its work.
  public var laneCount: Int
  /// The precision of the expensive layers.
  public var precision: Precision

  /// By default all three heads and their mean.
  ///
  /// - Parameters:
  ///   - combined: heads whose mean is y; those that are not among `heads` are left out. One must be left.
  ///   - orientationCount: 1...8 of the rotations and flips in which each picture is read; upright comes first.
  public init(
    heads: Set<Head> = Set(Head.allCases), combined: Set<Head> = Set(Head.allCases),
    orientationCount: Int = 1, batchPatientCount: Int = 4, laneCount: Int = 2, precision: Precision = .f32
  ) {
    precondition(
      !heads.isDisjoint(with: combined) && batchPatientCount > 0 && laneCount > 0,
      "a prediction needs a head that counts, patients and lanes")
    self.heads = heads
    self.combined = combined.intersection(heads)
    orientations = Array(Orientation.allCases.prefix(orientationCount))
    self.batchPatientCount = batchPatientCount
    self.laneCount = laneCount
    self.precision = precision
  }
}
