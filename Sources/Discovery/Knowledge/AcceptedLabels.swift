import Labels
import Workbench

/// The labels of a store that count, to be matched with the regions of a feature file.
public struct AcceptedLabels: Sendable {
  /// Labels that have not been undone.
  public let labels: [Label]
  /// The rule by which a label applies to a region.
  public let matching: LabelMatching

  /// No labels at all.
  public static let none = AcceptedLabels([])

  /// The given labels.
  public init(_ labels: [Label], matching: LabelMatching = LabelMatching()) {
    self.labels = labels
    self.matching = matching
  }

  /// The labels on the pictures of a feature file, each once, whoever gave it.
  func onPictures(of mined: MinedRegions) -> AcceptedLabels {
    let pictures = Set(mined.images.map(\.sha256))
    return AcceptedLabels(
      Set(labels.filter { pictures.contains($0.picture) }).sorted {
        $0.line.utf8.lexicographicallyPrecedes($1.line.utf8)
      }, matching: matching)
  }

  /// The content key of these labels and of the rule by which they apply, for everything that depends on them:
  /// judgements, candidates, mosaics. Order and repetition of labels do not matter. `none` without labels.
  public var digest: String { key ?? "none" }

  /// Hash of the labels and of the rule by which they apply; nil without labels.
  var key: String? {
    guard !labels.isEmpty else { return nil }
    let lines = Set(labels.map(\.line)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let text = (["labels 1", "\(matching.minimumOverlap)"] + lines).joined(separator: "\n")
    return String(ContentHash.hexadecimal(of: text).prefix(12))
  }
}

extension Label {
  fileprivate var line: String {
    "\(picture) \(kind.rawValue) \(box.coordinates.map { "\($0)" }.joined(separator: " ")) \(term)"
  }
}
