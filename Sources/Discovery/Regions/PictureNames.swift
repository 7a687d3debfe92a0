import Foundation
import Workbench

/// What the pictures and patients of a feature file are called on pages.
public struct PictureNames: Sendable {
  /// The names of pictures, by their place in the feature file.
  public let ofImage: [String]
  /// The number of each patient; empty where everything has its own name.
  public let pseudonyms: [(patient: String, pseudonym: String)]

  /// Their own names.
  public init(of mined: MinedRegions) {
    ofImage = mined.images.map(\.id)
    pseudonyms = []
  }

  /// Pseudonyms: `P017 left`, `P017` where the eye is unknown, and `P017 left 2` for a second picture of the same. The same feature file gives the same
  /// ones; without it they tell nothing of the patients' own names, not even their order.
  public init(pseudonymsOf mined: MinedRegions) {
    let patients = Set(mined.images.map(\.patient)).map { patient in
      (patient: patient, hash: ContentHash.hexadecimal(of: "\(mined.contentHash) \(patient)"))
    }.sorted { $0.hash < $1.hash }
    let width = max(3, "\(patients.count)".count)
    pseudonyms = patients.enumerated().map { place, entry in
      let digits = "\(place + 1)"
      return (entry.patient, "P" + String(repeating: "0", count: width - digits.count) + digits)
    }
    let pseudonym = Dictionary(uniqueKeysWithValues: pseudonyms.map { ($0.patient, $0.pseudonym) })
    var counts: [String: Int] = [:]
    ofImage = mined.images.map { image in
      let patient = pseudonym[image.patient] ?? ""
      let name = ["left", "right"].contains(image.eye) ? "\(patient) \(image.eye)" : patient
      counts[name, default: 0] += 1
      let count = counts[name] ?? 1
      return count == 1 ? name : "\(name) \(count)"
    }
  }

  /// A number for every row, in an order that tells nothing of the order of the pictures.
  public static func shuffledRows(of mined: MinedRegions) -> [Int] {
    let hashes = (0..<mined.rowCount).map { ContentHash.hexadecimal(of: "\(mined.contentHash) row \($0)") }
    var numbers = [Int](repeating: 0, count: mined.rowCount)
    for (number, row) in hashes.indices.sorted(by: { hashes[$0] < hashes[$1] }).enumerated() {
      numbers[row] = number
    }
    return numbers
  }

  /// The name of a row's picture.
  public func ofRow(_ row: Int, _ mined: MinedRegions) -> String { ofImage[Int(mined.regions[row].image)] }
}
