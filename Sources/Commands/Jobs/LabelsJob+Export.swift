import Discovery
import Foundation
import Labels
import Workbench

extension LabelsJob {
  /// Labels as COCO detection JSON.
  public struct COCOExport {
    /// The content of the file.
    public let text: String
    /// What the user should know about it; nil if nothing.
    public let warning: String?
  }

  /// The labels that count, or the whole log, as a table.
  ///
  /// - Throws: `LabelsError`.
  public func table(isLog: Bool) throws -> String {
    let store = try LabelStore(reading: url)
    return isLog ? LabelTable.csv(log: try store.log()) : LabelTable.csv(try store.validEntries())
  }

  /// The labels that count, as COCO detection JSON.
  ///
  /// - Parameter features: a feature file with the names and sizes of pictures; others are known by SHA-256 only.
  /// - Throws: `LabelsError`, `FeatureStoreError`, `DiscoveryError`.
  public func coco(features: URL?) throws -> COCOExport {
    let entries = try LabelStore(reading: url).validEntries()
    let images = try features.map { Array(try openPlaces(in: $0).byHash.values) } ?? []
    let file = COCOFile(entries, images: images)
    let unnamed = file.unnamedPictureCount
    let remedy =
      features.map { "\($0.path) lacks them." } ?? "Name their feature file as --features FEATURES.h5."
    return COCOExport(
      text: try file.text(),
      warning: unnamed == 0
        ? nil
        : "Known by SHA-256 only, without width and height: \(unnamed) of "
          + "\(Counted.text(file.pictureCount, "picture")). \(remedy)")
  }
}
