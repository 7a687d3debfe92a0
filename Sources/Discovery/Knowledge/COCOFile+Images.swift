import FeatureStore
import Labels

extension COCOFile {
  /// The labels among the entries, with the names and sizes of a feature file's pictures and the controlled terms.
  public init(_ entries: [LogEntry], images: [FeatureImage]) {
    let pictures = images.map {
      ($0.sha256, Picture(fileName: $0.path, width: Int($0.width), height: Int($0.height)))
    }
    self.init(
      entries, terms: LabelTerm.controlled, pictures: Dictionary(pictures) { first, _ in first })
  }
}
