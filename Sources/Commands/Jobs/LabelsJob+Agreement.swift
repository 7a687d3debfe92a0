import Discovery
import Foundation
import Labels
import Workbench

extension LabelsJob {
  /// How far two readers agree about places and clusters.
  ///
  /// - Parameter features: only patch labels on pictures of this file count; nil: all.
  /// - Throws: `LabelsError`, also if a reader said nothing that counts; `FeatureStoreError`.
  public func agreement(of first: String, and second: String, features: URL?) throws -> ReaderAgreement {
    let entries = try LabelStore(reading: url).validEntries()
    let readers = Set(entries.map(\.author)).sorted()
    for reader in [first, second] where !readers.contains(reader) {
      throw LabelsError(
        .unknownReader, at: url.path, "has nothing by \(reader) that counts",
        remedy: readers.isEmpty ? nil : "Its readers are \(readers.joined(separator: ", ")).")
    }
    let matching = LabelMatching(minimumOverlap: experiment.labels.overlap)
    let comparison = ReaderComparison(
      of: first, and: second, in: entries, matching: matching,
      pictures: try features.map { Set(try openPlaces(in: $0).byHash.keys) })
    return ReaderAgreement(
      first: first, second: second, store: url, minimumOverlap: matching.minimumOverlap,
      comparison: comparison)
  }
}
