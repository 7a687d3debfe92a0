import Foundation
import Workbench

/// How patients are divided into splits if the data do not assign them.
///
/// Patients are divided, never pictures. Among patients with the same worst grade, the fractions are kept as closely as
/// whole patients allow. The result depends on the seed and the set of patients, not on the order of rows.
public struct SplitConfiguration: Hashable, Sendable {
  /// Fraction of the patients on which the network is trained (`data.train_fraction`).
  public var trainFraction: Double
  /// Fraction of the patients on which settings are chosen (`data.validation_fraction`).
  public var validationFraction: Double
  /// Fraction of the patients on which results are reported (`data.test_fraction`).
  public var testFraction: Double
  /// Decides which patients go where (`data.split_seed`).
  public var seed: UInt64
  /// Folds of a cross-validation, by patient (`data.folds`); 0: none.
  public var foldCount = 0
  /// The fold that is tested, 0 first (`data.fold`).
  public var foldIndex = 0

  /// A division; the three fractions add up to 1.
  public init(
    trainFraction: Double = 0.6, validationFraction: Double = 0.1, testFraction: Double = 0.3,
    seed: UInt64 = 1
  ) {
    self.trainFraction = trainFraction
    self.validationFraction = validationFraction
    self.testFraction = testFraction
    self.seed = seed
  }

  /// The manifest with every picture assigned.
  ///
  /// In a cross-validation, one fold is tested. The patients of the others are divided between training and validation in
  /// the proportion of their fractions, and splits that the data assign are ignored. The folds of a seed are the same,
  /// whichever of them is tested.
  ///
  /// Otherwise splits that the data assign are kept. If some pictures of a patient are assigned, the others follow them.
  ///
  /// - Throws: `FundusError` `.configuration` if the fractions do not sum to 1, `.malformed` if the data put one
  ///   patient into two splits.
  public func assign(_ manifest: Manifest) throws(FundusError) -> Manifest {
    let fractions = [trainFraction, validationFraction, testFraction]
    guard fractions.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(fractions.reduce(0, +) - 1) < 1e-6 else {
      throw FundusError(
        .configuration, at: "data.train_fraction, data.validation_fraction, data.test_fraction",
        "\(fractions.map { "\($0)" }.joined(separator: " + ")) is not 1",
        remedy: "Give three fractions that add up to 1.")
    }
    guard foldCount == 0 else { return try assignFold(manifest) }
    var splits = try manifest.splitsByPatient()
    let open = Dictionary(grouping: manifest.entries, by: \.patient).filter { splits[$0.key] == nil }
    let choices: [Split] = [.train, .validation, .test]
    for (patient, choice) in Self.shares(of: inOrder(open), fractions) { splits[patient] = choices[choice] }
    return assigned(manifest, splits)
  }

  // MARK: -

  private func assignFold(_ manifest: Manifest) throws(FundusError) -> Manifest {
    let patients = Dictionary(grouping: manifest.entries, by: \.patient)
    guard (2...patients.count).contains(foldCount), (0..<foldCount).contains(foldIndex) else {
      throw FundusError(
        .configuration, at: "data.folds, data.fold",
        "\(patients.count) patients cannot be divided into \(foldCount) folds of which number \(foldIndex) is tested",
        remedy: "Give 2 folds or more, at most as many as there are patients, and count data.fold from 0.")
    }
    let folds = Self.shares(
      of: inOrder(patients), [Double](repeating: 1 / Double(foldCount), count: foldCount))
    let learning = trainFraction + validationFraction
    guard learning > 0 else {
      throw FundusError(
        .configuration, at: "data.train_fraction", "is 0, so no fold is trained on",
        remedy:
          "Give the shares of the patients that are not tested as data.train_fraction and data.validation_fraction."
      )
    }
    var splits = Dictionary(
      uniqueKeysWithValues: folds.filter { $0.share == foldIndex }.map { ($0.patient, Split.test) })
    let others = folds.filter { $0.share != foldIndex }.map(\.patient)
    for (patient, choice) in Self.shares(
      of: others, [trainFraction / learning, validationFraction / learning])
    {
      splits[patient] = [Split.train, .validation][choice]
    }
    return assigned(manifest, splits)
  }

  /// The patients by their worst grade, those of a grade in an order that the seed draws.
  private func inOrder(_ patients: [String: [ManifestEntry]]) -> [String] {
    var waiting = patients.map { patient, entries in
      let order = RandomStream(seed: seed, purpose: "split of patient \(patient)").first
      return (patient: patient, worst: entries.compactMap(\.grade).max() ?? -1, order: order)
    }
    waiting.sort { left, right in
      if left.worst != right.worst { return left.worst < right.worst }
      return left.order != right.order
        ? left.order < right.order : Manifest.isBefore(left.patient, right.patient)
    }
    return waiting.map(\.patient)
  }

  /// Divides patients in the given order. Each goes to the share that is furthest below its fraction, so that each grade,
  /// and the whole, deviates from the fractions by about one patient.
  private static func shares(
    of patients: [String], _ fractions: [Double]
  ) -> [(patient: String, share: Int)] {
    var owed = [Double](repeating: 0, count: fractions.count)
    return patients.map { patient in
      for index in owed.indices { owed[index] += fractions[index] }
      let most = owed.indices.reduce(0) { owed[$1] > owed[$0] ? $1 : $0 }
      owed[most] -= 1
      return (patient, most)
    }
  }

  private func assigned(_ manifest: Manifest, _ splits: [String: Split]) -> Manifest {
    manifest.with(
      entries: manifest.entries.map { entry in
        var entry = entry
        entry.assignedSplit = splits[entry.patient]
        return entry
      })
  }
}

extension SplitConfiguration: Configurable {
  public static let keys: [SettingKey<SplitConfiguration>] = [
    .number(
      "train_fraction", \.trainFraction, 0...1,
      "Share of patients in the training split, if the data have no splits."),
    .number("validation_fraction", \.validationFraction, 0...1, "Share of patients in the validation split."),
    .number("test_fraction", \.testFraction, 0...1, "Share of patients in the test split."),
    .integer(
      "folds", \.foldCount, 0...1_000,
      "Folds of a cross-validation by patient, of which data.fold is tested; the others are divided between training and "
        + "validation in proportion to their shares, and splits of the data are ignored. 0: none."
    ).asked { $0.foldCount > 0 },
    .integer("fold", \.foldIndex, 0...999, "The fold that is tested, 0 first.").asked { $0.foldCount > 0 },
  ]
}

extension Manifest {
  /// The split of every patient of whom the data assign at least one picture.
  ///
  /// - Throws: `FundusError` `.malformed` if a patient's pictures are in two splits.
  public func splitsByPatient() throws(FundusError) -> [String: Split] {
    var found: [String: ManifestEntry] = [:]
    for entry in entries {
      guard let split = entry.assignedSplit else { continue }
      if let earlier = found[entry.patient], earlier.assignedSplit != split {
        throw FundusError(
          .malformed, at: root.path,
          "patient \(entry.patient) is in two splits: \(earlier.id) in \(earlier.split.rawValue), "
            + "\(entry.id) in \(split.rawValue)",
          remedy: "Put all pictures of a patient into one split, or leave the split blank.")
      }
      found[entry.patient] = entry
    }
    return found.compactMapValues(\.assignedSplit)
  }
}

extension RandomStream {
  /// The first number of the stream.
  fileprivate var first: UInt64 {
    var stream = self
    return stream.next()
  }
}
