import Foundation
import Labels
import Workbench

/// Which labels count for regions: keys of `judge`.
public struct LabelConfiguration: Hashable, Sendable {
  /// The file of labels; nil is `labels.sqlite` in the folder of all runs.
  public var store: String?
  /// Intersection over union of a labelled patch and a region's tile from which the label applies.
  public var overlap: Float = 0.5

  /// The labels of the folder of all runs.
  public init() {}

  /// The file of labels, if `outputs` is the folder of all runs.
  public func store(in outputs: URL) -> URL {
    store.map { URL(fileURLWithPath: $0) } ?? outputs.appendingPathComponent("labels.sqlite")
  }

  /// The labels that count.
  ///
  /// - Throws: `LabelsError` if the store cannot be read, or was named and does not exist.
  public func accepted(in outputs: URL) throws(LabelsError) -> AcceptedLabels {
    let file = store(in: outputs)
    if store != nil { _ = try LabelStore(at: file) }
    return try AcceptedLabels(inStoreAt: file, matching: LabelMatching(minimumOverlap: overlap))
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
