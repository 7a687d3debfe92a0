import Foundation
import Labels
import Workbench

/// The labels of a store that count, ready to be laid over the regions of a feature file.
public struct AcceptedLabels: Sendable {
  /// Labels that nobody undid.
  public let labels: [Label]
  /// Which of them speak for a region.
  public let matching: LabelMatching

  /// No labels at all.
  public static let none = AcceptedLabels([])

  /// The given labels.
  public init(_ labels: [Label], matching: LabelMatching = LabelMatching()) {
    self.labels = labels
    self.matching = matching
  }

  /// The labels of a file; none where it does not exist.
  ///
  /// - Throws: `LabelsError`.
  public init(inStoreAt url: URL, matching: LabelMatching) throws(LabelsError) {
    guard FileManager.default.fileExists(atPath: url.path) else {
      self.init([], matching: matching)
      return
    }
    self.init(try LabelStore(at: url).standing().compactMap(\.label), matching: matching)
  }

  /// The labels on the pictures of a feature file, each once, whoever gave it.
  func concerning(_ mined: MinedRegions) -> AcceptedLabels {
    let pictures = Set(mined.images.map(\.sha256))
    return AcceptedLabels(
      Set(labels.filter { pictures.contains($0.picture) }).sorted {
        $0.line.utf8.lexicographicallyPrecedes($1.line.utf8)
      }, matching: matching)
  }

  /// Hash of the labels and of the rule by which they apply, for the keys of what follows from them; nil without labels.
  var key: String? {
    guard !labels.isEmpty else { return nil }
    let text = (["labels 1", "\(matching.minimumOverlap)"] + labels.map(\.line)).joined(separator: "\n")
    return String(ContentHash.hexadecimal(of: text).prefix(12))
  }
}

extension Label {
  fileprivate var line: String {
    "\(picture) \(kind.rawValue) \(box.coordinates.map { "\($0)" }.joined(separator: " ")) \(term)"
  }
}
