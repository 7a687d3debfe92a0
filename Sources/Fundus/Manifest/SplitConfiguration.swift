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
  /// Splits that the data assign are kept. If some pictures of a patient are assigned, the others follow them.
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
    var splits = try manifest.splitsByPatient()
    let open = Dictionary(grouping: manifest.entries, by: \.patient).filter { splits[$0.key] == nil }
    var waiting = open.map { patient, entries in
      let order = RandomStream(seed: seed, purpose: "split of patient \(patient)").first
      return (patient: patient, worst: entries.compactMap(\.grade).max() ?? -1, order: order)
    }
    waiting.sort { left, right in
      if left.worst != right.worst { return left.worst < right.worst }
      return left.order != right.order
        ? left.order < right.order : Manifest.isBefore(left.patient, right.patient)
    }
    // Grade by grade, each patient goes to the split that is furthest below its fraction. So each grade, and the whole,
    // deviates from the fractions by about one patient.
    let choices: [Split] = [.train, .validation, .test]
    var owed = [0.0, 0.0, 0.0]
    for patient in waiting {
      for index in owed.indices { owed[index] += fractions[index] }
      guard let most = owed.indices.max(by: { owed[$0] < owed[$1] }) else { continue }
      owed[most] -= 1
      splits[patient.patient] = choices[most]
    }
    return manifest.with(
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
