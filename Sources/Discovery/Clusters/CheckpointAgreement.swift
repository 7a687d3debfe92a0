import FeatureStore

/// Whether two feature files were mined with the same network at the same scale, so that their numbers can be compared.
public enum CheckpointAgreement: String, Codable, Sendable, Hashable {
  /// The same checkpoint, and pictures of the same size.
  case same
  /// Another checkpoint, or pictures of another size: features cannot be compared.
  case different
  /// A file does not contain the checkpoint with which it was mined.
  case unknown

  /// - Parameters: the attributes of the files; nil for files of other programs.
  init(_ one: FeatureAttributes?, _ other: FeatureAttributes?) {
    guard let one, let other, !one.checkpointSHA256.isEmpty, !other.checkpointSHA256.isEmpty else {
      self = .unknown
      return
    }
    let isSame =
      one.checkpointSHA256 == other.checkpointSHA256 && one.viewPixels == other.viewPixels
      && one.zoomPixels == other.zoomPixels
    self = isSame ? .same : .different
  }
}
