import Foundation
import Labels
import Workbench

/// Which labels count for regions: keys of `judge`.
public struct LabelConfiguration: Hashable, Sendable {
  /// The file of labels; nil is the one that all runs share.
  public var store: String?
  /// Intersection over union of a labelled patch and a region's tile from which the label applies.
  public var overlap: Float = 0.5

  /// The labels that all runs share.
  public init() {}

  /// The file of labels; `shared` is the one of all runs.
  public func file(shared: URL) -> URL { store.map { URL(fileURLWithPath: $0) } ?? shared }

  /// The labels that count; `shared` is the file of all runs, which need not exist.
  ///
  /// - Throws: `LabelsError` if the store cannot be read, or was named and does not exist.
  public func accepted(shared: URL) throws(LabelsError) -> AcceptedLabels {
    let (file, matching) = (file(shared: shared), LabelMatching(minimumOverlap: overlap))
    guard store != nil || FileManager.default.fileExists(atPath: file.path) else {
      return AcceptedLabels([], matching: matching)
    }
    return AcceptedLabels(
      try LabelStore(reading: file).validEntries().compactMap(\.label), matching: matching)
  }
}

extension LabelConfiguration: Configurable {
  /// Neither key is hashed itself, because keys contain a hash of the labels' content and of the rule of overlap.
  public static let keys: [SettingKey<LabelConfiguration>] = [
    .optionalWords(
      "labels", \.store, form: "a file",
      "The store of labels that name regions, beside the lesions of the data; null: labels.sqlite in runtime.outputs."
    ).changing(.nothing),
    .number(
      "label_overlap", \.overlap, 0.01...1,
      "Intersection over union of a labelled patch and a region's tile from which the label applies."
    ).changing(.nothing),
  ]
}
